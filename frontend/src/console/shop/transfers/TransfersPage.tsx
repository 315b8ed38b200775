import { FileDown, FileUp } from "lucide-react";
import { useState } from "react";
import type { BatchProgress, Export, ExportKind, ProductImport } from "../../../api/generated";
import {
  getExportFile,
  getRefusedProducts,
  importProducts,
  listExports,
  listProductImports,
  startExport,
} from "../../../api/generated";
import { Field, SelectField } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { cx } from "../../../lib/cx";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { Progress } from "../../components/Progress";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { type ListState, useList } from "../../components/useList";
import { save, useRun, useSend } from "../kit/data";
import { Ask, FormDialog } from "../kit/dialogs";
import { useHouseText } from "../kit/houseText";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { dayBegin, refuse } from "../kit/parse";
import { useWords } from "../kit/text";
import { formatBytes } from "../kit/units";

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

function Import() {
  const text = useHouseText();
  const send = useSend();
  const [isOpen, setOpen] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const close = () => {
    setOpen(false);
    setFile(null);
  };
  return (
    <>
      <button type="button" className="btn-primary" onClick={() => setOpen(true)}>
        <FileUp aria-hidden className="size-4" />
        {text.import}
      </button>
      <FormDialog
        open={isOpen}
        onClose={close}
        title={text.import}
        submit={text.upload}
        busy={text.uploading}
        onSubmit={async () => {
          if (!file) refuse("csv", text.importFile);
          const body = { file };
          const print = [file.name, file.size, file.lastModified];
          await send(print, (headers) => importProducts({ body, headers }), text.importStarted);
        }}
      >
        <p className="text-muted">{text.importText}</p>
        <Field
          name="csv"
          type="file"
          label={text.importFile}
          accept=".csv,text/csv"
          required
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </FormDialog>
    </>
  );
}

function StartExport() {
  const text = useHouseText();
  const words = useWords();
  const send = useSend();
  const mayCatalog = useMay("catalog_write");
  const mayOrders = useMay("orders_read");
  const kinds = (["products", "orders"] as const).filter((kind) =>
    kind === "products" ? mayCatalog : mayOrders,
  );
  return (
    <Ask
      label={
        <>
          <FileDown aria-hidden className="size-4" />
          {text.export}
        </>
      }
      title={text.exportTitle}
      submit={text.export}
      onSubmit={(values) => {
        const what = values.what as ExportKind;
        const days = what === "orders" ? { from: dayBegin(values.from), to: dayBegin(values.to, 1) } : {};
        const body = { what, ...days };
        return send(body, (headers) => startExport({ body, headers }), text.exportStarted);
      }}
    >
      <SelectField name="what" label={text.exportWhat}>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {text.exportKinds[kind]}
          </option>
        ))}
      </SelectField>
      {mayOrders && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field name="from" type="date" label={words.from} />
            <Field name="to" type="date" label={words.to} />
          </div>
          <p className="text-muted">{text.exportDays}</p>
        </>
      )}
    </Ask>
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
      <StatusPill tone={TONES[state]} className="self-start">
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
  const fetch = async ({ id, what }: Export) => {
    const file = await run(null, () => getExportFile({ path: { id } }));
    if (file !== undefined) save(String(file), `${what}.csv`, "text/csv");
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
