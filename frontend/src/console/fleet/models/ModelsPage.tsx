import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Rebuild, Replay } from "../../../api/generated";
import { rebuildReadModel } from "../../../api/generated";
import {
  listRebuildsOptions,
  listRebuildsQueryKey,
  listReplaysOptions,
} from "../../../api/generated/@tanstack/react-query.gen";
import { toast } from "../../../components/toast";
import { useLocale } from "../../../i18n";
import { randomId } from "../../../lib/id";
import { useMay } from "../../access";
import { Chart } from "../../components/Chart";
import { CopyId } from "../../components/CopyId";
import { confirm } from "../../components/confirm";
import { type Column, DataTable } from "../../components/DataTable";
import { PageHeader } from "../../components/PageHeader";
import { Panel } from "../../components/Panel";
import { Progress } from "../../components/Progress";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { Tile } from "../../components/Tile";
import { Age, Ago, exactTime } from "../../components/time";
import { LiveMark } from "../LiveMark";
import { SPAN, secondsOf, useLive } from "../live";
import { useMachineryText } from "../machinery";
import { useFleetNav } from "../nav";
import { compact, count } from "../numbers";
import { BEGINNING, RebuildDialog } from "./RebuildDialog";

/** By their tables. */
const MODELS = ["order_history", "sales_facts", "purchases"] as const;
export type ModelName = (typeof MODELS)[number];
/** What shoppers search is no table: it is only ever built anew as a whole. */
const WHOLE = [...MODELS, "search"] as const;
/** As rebuilds call them. */
const TABLES: Record<string, ModelName> = { "order-history": "order_history", "daily-sales": "sales_facts" };

/** From the event to its jobs to the read models: how far behind each is, and making read models anew. */
export default function ModelsPage() {
  const nav = useFleetNav();
  const text = useMachineryText().models;
  return (
    <>
      <PageHeader title={nav.models} lead={text.lead} actions={<LiveMark />} />
      <div className="grid gap-4">
        <Outbox />
        <ReadModels />
        <Replays />
        <Rebuilds />
      </div>
    </>
  );
}

function Outbox() {
  const text = useMachineryText().models;
  const { moments, now } = useLive();
  const times = useMemo(() => secondsOf(moments), [moments]);
  const series = useMemo(
    () => [{ name: text.unpublished, values: moments.map((one) => one.unpublished_events) }],
    [moments, text],
  );
  const projections = now?.queues.find((queue) => queue.name === "projections");
  const waiting = projections ? projections.queued + projections.pending + projections.running : 0;
  const since = waiting > 0 ? projections?.oldest_due : undefined;
  return (
    <div className="grid gap-4 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <div className="grid gap-3">
        <Tile
          label={text.unpublished}
          value={now ? count(now.unpublished_events) : "–"}
          note={
            now?.oldest_event ? (
              <>
                {text.oldest} <Age since={now.oldest_event} />
              </>
            ) : (
              text.empty
            )
          }
        />
        <Tile
          label={text.projections}
          value={now ? count(waiting) : "–"}
          note={
            since ? (
              <>
                {text.behind} <Age since={since} />
              </>
            ) : (
              text.upToDate
            )
          }
          to="/fleet/jobs?queue=projections"
        />
      </div>
      <Panel title={text.outbox}>
        <Chart
          label={text.lag}
          times={times}
          series={series}
          format={compact}
          window={SPAN}
          height={170}
          whole
        />
      </Panel>
    </div>
  );
}

function ReadModels() {
  const text = useMachineryText().models;
  const mayWrite = useMay("jobs_write");
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ModelName | null>(null);
  const build = (model: (typeof WHOLE)[number]) => {
    const headers = { "Idempotency-Key": randomId() };
    return confirm({
      title: text.wholeTitle(text.names[model]),
      text: model === "search" ? text.searchText : text.wholeText,
      action: text.start,
      run: async () => {
        await rebuildReadModel({ body: { model }, headers });
        toast(text.started);
        await client.invalidateQueries({ queryKey: [{ _id: listRebuildsQueryKey()[0]._id }] });
      },
    });
  };
  return (
    <Panel flush title={text.readModels}>
      <ul className="divide-y divide-line">
        {WHOLE.map((model) => (
          <li key={model} className="flex flex-wrap items-center justify-between gap-3 px-4 py-3.5 sm:px-5">
            <div>
              <p className="font-medium">
                {text.names[model]} <code className="ml-1 text-xs font-normal text-muted">{model}</code>
              </p>
              <p className="text-muted">{text.about[model]}</p>
            </div>
            {mayWrite && (
              <div className="flex flex-wrap gap-2">
                {model !== "search" && (
                  <button
                    type="button"
                    className="btn-quiet"
                    aria-label={text.rebuildNamed(text.names[model])}
                    onClick={() => setChosen(model)}
                  >
                    {text.rebuild}
                  </button>
                )}
                <button
                  type="button"
                  className="btn-quiet"
                  aria-label={text.wholeNamed(text.names[model])}
                  onClick={() => void build(model)}
                >
                  {text.whole}
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      <RebuildDialog model={chosen} onClose={() => setChosen(null)} />
    </Panel>
  );
}

/** When each began and ended. */
function useTimes(): Column<Pick<Replay | Rebuild, "started_at" | "finished_at">>[] {
  const text = useMachineryText().models;
  return [
    {
      key: "started",
      header: text.startedAt,
      align: "right",
      cell: (one) => <Ago time={one.started_at} />,
    },
    {
      key: "finished",
      header: text.finished,
      align: "right",
      cell: (one) => <Ago time={one.finished_at} />,
    },
  ];
}

function Replays() {
  const text = useMachineryText().models;
  const times = useTimes();
  const query = useQuery({
    ...listReplaysOptions({ query: { limit: 20 } }),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => !one.finished_at) ? 700 : 5000),
  });
  return (
    <Panel flush title={text.runs}>
      <Read query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-muted sm:px-5">{text.noRuns}</p>
          ) : (
            <DataTable
              caption={text.runs}
              rows={items}
              rowKey={(one) => one.id}
              columns={[
                {
                  key: "model",
                  header: text.model,
                  cell: (one: Replay) => <ModelTitle name={one.consumer} />,
                },
                { key: "range", header: text.range, cell: (one) => <Range replay={one} /> },
                {
                  key: "progress",
                  header: text.progress,
                  className: "md:w-64",
                  cell: (one) => <ReplayProgress replay={one} />,
                },
                ...times,
              ]}
            />
          )
        }
      </Read>
    </Panel>
  );
}

function ModelTitle({ name }: { name: string }) {
  const text = useMachineryText().models;
  return <>{text.names[TABLES[name] ?? (name as ModelName)] ?? name}</>;
}

function Range({ replay }: { replay: Replay }) {
  const text = useMachineryText().models;
  const locale = useLocale();
  if (replay.aggregate_id)
    return <CopyId id={replay.aggregate_id} to={`/shop/orders/${replay.aggregate_id}`} />;
  const isFromStart = !replay.from || Date.parse(replay.from) <= Date.parse(BEGINNING);
  if (isFromStart && !replay.to) return text.everything;
  const say = (time: string | undefined) => (time ? exactTime(time, locale) : "…");
  return `${say(replay.from)} – ${say(replay.to)}`;
}

function ReplayProgress({ replay }: { replay: Replay }) {
  const text = useMachineryText().models;
  const words = replay.is_planned ? text.planned(count(replay.done), count(replay.total)) : text.planning;
  return (
    <span className="block">
      <span className="mb-1 block text-xs text-muted tabular-nums">{words}</span>
      <Progress
        label={words}
        done={replay.finished_at ? Math.max(1, replay.total) : replay.done}
        total={Math.max(1, replay.total)}
      />
    </span>
  );
}

function Rebuilds() {
  const text = useMachineryText().models;
  const times = useTimes();
  const query = useQuery({ ...listRebuildsOptions({ query: { limit: 10 } }), refetchInterval: 2000 });
  return (
    <Panel flush title={text.shadow}>
      <p className="border-b border-line px-4 py-3 text-muted sm:px-5">{text.shadowText}</p>
      <Read query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-muted sm:px-5">{text.noRuns}</p>
          ) : (
            <DataTable
              caption={text.shadow}
              rows={items}
              rowKey={(one) => one.id}
              columns={[
                { key: "model", header: text.model, cell: (one: Rebuild) => <ModelTitle name={one.model} /> },
                {
                  key: "progress",
                  header: text.progress,
                  className: "md:w-72",
                  cell: (one) => <RebuildProgress rebuild={one} />,
                },
                ...times,
              ]}
            />
          )
        }
      </Read>
    </Panel>
  );
}

function RebuildProgress({ rebuild }: { rebuild: Rebuild }) {
  const text = useMachineryText().models;
  const words = text.events(count(rebuild.done), count(rebuild.total));
  return (
    <span className="block">
      <span className="mb-1 flex flex-wrap gap-x-2 text-xs text-muted tabular-nums">
        {words}
        {rebuild.error && (
          <span title={rebuild.error}>
            <StatusPill tone="bad">{text.failed}</StatusPill>
          </span>
        )}
      </span>
      <Progress
        label={words}
        done={rebuild.done}
        total={rebuild.total}
        tone={rebuild.error ? "bad" : undefined}
      />
    </span>
  );
}
