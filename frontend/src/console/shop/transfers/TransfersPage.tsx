import { FileDown, FileUp } from "lucide-react";
import type { BatchProgress, Export, ProductImport } from "../../../api/generated";
import { getExportFile, getRefusedProducts, listExports, listProductImports } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { cx } from "../../../lib/cx";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { Progress } from "../../components/Progress";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { type ListState, useList } from "../../components/useList";
import { save, useRun } from "../kit/data";
import { useHouseText } from "../kit/houseText";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { useWords } from "../kit/text";
import { formatBytes } from "../kit/units";
import { Import } from "./Import";
import { StartExport } from "./StartExport";

type State = ProductImport["state"];
const TONES: Record<State, Tone> = { running: "busy", succeeded: "good", failed: "bad", cancelled: "quiet" };
const LIVE = 1000;

export default function TransfersPage() {
  const text = useHouseText();
  const mayCatalog = useMay("catalog_write");
  const list = useList([]);
  const isExports = !mayCatalog || list.get("view") === "exports";
  return (
    <Page
      title={text.transfers}
      lead={text.transfersLead}
      actions={
        <>
          {mayCatalog && <Import />}
          <StartExport />
        </>
      }
    >
      {mayCatalog && <Switch list={list} isExports={isExports} />}
      {isExports ? <Exports list={list} /> : <Imports list={list} />}
    </Page>
  );
}

/** One of the two lists at a time, since the address has one place for the page of a list. */
function Switch({ list, isExports }: { list: ListState; isExports: boolean }) {
  const text = useHouseText();
  const button = (label: string, is: boolean) => (
    <button
      type="button"
      aria-pressed={isExports === is}
      onClick={() => list.set({ view: is ? "exports" : "" })}
      className={cx(
        "h-9 rounded-lg px-3.5 font-medium lg:h-8",
        isExports === is ? "bg-surface text-fg shadow-sm" : "text-muted hover:text-fg",
      )}
    >
      {label}
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons are no set of form fields.
    <div role="group" aria-label={text.transfers} className="inline-flex gap-1 rounded-xl bg-sunken p-1">
      {button(text.imports, false)}
      {button(text.exports, true)}
    </div>
  );
}

function Live({
  state,
  progress,
  label,
}: {
  state: State;
  progress: BatchProgress | undefined;
  label: string;
}) {
  const text = useHouseText();
  return (
    <span className="inline-flex min-w-28 flex-col gap-1.5">
      <StatusPill tone={TONES[state]} className="self-end md:self-start">
        {text.states[state]}
      </StatusPill>
      {state === "running" && progress && (
        <Progress done={progress.done} total={progress.total} label={`${label}: ${progress.percentage} %`} />
      )}
    </span>
  );
}

function Imports({ list }: { list: ListState }) {
  const text = useHouseText();
  const words = useWords();
  const locale = useLocale();
  const { run } = useRun();
  const imports = usePage(
    "imports",
    list,
    (cursor, signal) => listProductImports({ query: { cursor, limit: 10 }, signal }),
    (page) => (page?.items.some((one) => one.state === "running") ? LIVE : false),
  );
  const columns: Column<ProductImport>[] = [
    { key: "at", header: words.created_at, cell: (row) => formatMoment(row.created_at, locale) },
    {
      key: "state",
      header: words.state,
      cell: (row) => <Live state={row.state} progress={row.progress} label={text.imports} />,
    },
    { key: "rows", header: text.rows, align: "right", cell: (row) => row.rows },
    { key: "created", header: text.created, align: "right", cell: (row) => row.created },
    { key: "updated", header: text.updated, align: "right", cell: (row) => row.updated },
    {
      key: "unchanged",
      header: text.unchanged,
      align: "right",
      hidden: "phone",
      cell: (row) => row.unchanged,
    },
    {
      key: "refused",
      header: text.refused,
      align: "right",
      cell: (row) => (row.refused > 0 ? <span className="font-medium text-danger">{row.refused}</span> : 0),
    },
  ];
  const fetch = async (id: string) => {
    const rows = await run(null, () => getRefusedProducts({ path: { id } }));
    if (rows !== undefined) save(String(rows), "refused.csv", "text/csv");
  };
  return (
    <List
      label={text.imports}
      list={list}
      query={imports}
      columns={columns}
      rowKey={(row) => row.id}
      empty={{ icon: <FileUp />, title: text.noImports }}
      actions={(row) =>
        row.refused > 0 && row.state !== "running" ? (
          <button type="button" className={ROW_BUTTON} onClick={() => void fetch(row.id)}>
            <FileDown aria-hidden className="size-4" />
            {text.refusedRows}
          </button>
        ) : null
      }
    />
  );
}

function Exports({ list }: { list: ListState }) {
  const text = useHouseText();
  const words = useWords();
  const locale = useLocale();
  const { run } = useRun();
  const exports = usePage(
    "exports",
    list,
    (cursor, signal) => listExports({ query: { cursor, limit: 10 }, signal }),
    (page) => (page?.items.some((one) => one.state === "running") ? LIVE : false),
  );
  const columns: Column<Export>[] = [
    { key: "what", header: text.exportWhat, cell: (row) => text.exportKinds[row.what] },
    {
      key: "state",
      header: words.state,
      cell: (row) => <Live state={row.state} progress={row.progress} label={text.exports} />,
    },
    { key: "rows", header: text.rows, align: "right", cell: (row) => row.rows },
    {
      key: "size",
      header: text.size,
      align: "right",
      hidden: "phone",
      cell: (row) => formatBytes(row.bytes, locale),
    },
    {
      key: "at",
      header: words.created_at,
      align: "right",
      cell: (row) => formatMoment(row.created_at, locale),
    },
  ];
  const fetch = async ({ id, what, format }: Export) => {
    // One line of JSON would otherwise come as an object.
    const file = await run(null, () => getExportFile({ path: { id }, responseType: "text" }));
    const [extension, type] = format === "csv" ? ["csv", "text/csv"] : ["jsonl", "application/jsonl"];
    if (file !== undefined) save(String(file), `${what}.${extension}`, type);
  };
  return (
    <List
      label={text.exports}
      list={list}
      query={exports}
      columns={columns}
      rowKey={(row) => row.id}
      empty={{ icon: <FileDown />, title: text.noExports }}
      actions={(row) =>
        row.state === "succeeded" ? (
          <button type="button" className={ROW_BUTTON} onClick={() => void fetch(row)}>
            <FileDown aria-hidden className="size-4" />
            {words.download}
          </button>
        ) : null
      }
    />
  );
}
