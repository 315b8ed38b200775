import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useMemo } from "react";
import { type Moment, pauseQueue, type Queue, type QueueDepths, resumeQueue } from "../../../api/generated";
import { listQueuesOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { useMay } from "../../access";
import { Chart } from "../../components/Chart";
import { confirm } from "../../components/confirm";
import { type Column, DataTable } from "../../components/DataTable";
import { PageHeader } from "../../components/PageHeader";
import { Panel } from "../../components/Panel";
import { Read } from "../../components/states";
import { useDeed } from "../../components/useDeed";
import { LiveMark } from "../LiveMark";
import { SPAN, secondsOf, useLive } from "../live";
import { useFleetNav } from "../nav";
import { compact, rate } from "../numbers";
import { depthColumns } from "./columns";
import { Kinds } from "./Kinds";
import { Times } from "./Times";
import { useQueuesText } from "./text";

/** The queues as they are this second, how fast they are, and pausing them. */
export default function QueuesPage() {
  const nav = useFleetNav();
  const text = useQueuesText();
  const { moments, now } = useLive();
  const query = useQuery({ ...listQueuesOptions(), refetchInterval: 4000 });
  return (
    <>
      <PageHeader title={nav.queues} lead={text.lead} actions={<LiveMark />} />
      <div className="grid gap-4">
        <div className="grid gap-4 xl:grid-cols-2">
          <Panel title={text.depth}>
            <DepthChart moments={moments} />
          </Panel>
          <Panel title={text.throughput}>
            <FlowChart moments={moments} />
          </Panel>
        </div>
        <Panel flush>
          <Read query={query}>{({ items }) => <QueueTable queues={items} now={now} />}</Read>
        </Panel>
        <Kinds />
      </div>
    </>
  );
}

/** Rates and times are read every few seconds; how much waits is known by the second. */
function QueueTable({ queues, now }: { queues: Queue[]; now: Moment | undefined }) {
  const nav = useFleetNav();
  const text = useQueuesText();
  const mayWrite = useMay("jobs_write");
  const latest = (queue: Queue): QueueDepths =>
    now?.queues.find(({ name }) => name === queue.depth.name) ?? queue.depth;
  const columns: Column<Queue>[] = [
    ...depthColumns<Queue>(text, latest),
    {
      key: "done",
      header: text.done,
      align: "right",
      cell: (queue) => (
        <span title={text.hour(rate(queue.rates_1_hour.done))}>{rate(queue.rates_5_minutes.done)}</span>
      ),
    },
    {
      key: "failed",
      header: text.failed,
      align: "right",
      cell: (queue) => (
        <span
          title={text.hour(rate(queue.rates_1_hour.failed))}
          className={queue.rates_5_minutes.failed > 0 ? "text-danger" : undefined}
        >
          {rate(queue.rates_5_minutes.failed)}
        </span>
      ),
    },
    {
      key: "waited",
      header: text.waited,
      align: "right",
      cell: (queue) => <Times of={queue.waited_micros} />,
    },
    { key: "ran", header: text.ran, align: "right", cell: (queue) => <Times of={queue.ran_micros} /> },
    ...(mayWrite
      ? [
          {
            key: "deed",
            header: "",
            align: "right" as const,
            cell: (queue: Queue) => <PauseButton queue={latest(queue)} />,
          },
        ]
      : []),
  ];
  return (
    <DataTable caption={nav.queues} columns={columns} rows={queues} rowKey={(queue) => queue.depth.name} />
  );
}

function PauseButton({ queue }: { queue: QueueDepths }) {
  const text = useQueuesText();
  const isPaused = queue.paused !== undefined;
  const deed = useDeed(
    () => {
      const argument = { path: { name: queue.name } };
      return isPaused ? resumeQueue(argument) : pauseQueue(argument);
    },
    { done: isPaused ? text.isResumed(queue.name) : text.isPaused(queue.name), refresh: ["listQueues"] },
  );
  const press = async () => {
    const title = text.pauseTitle(queue.name);
    if (isPaused || (await confirm({ title, text: text.pauseText, action: text.pause })))
      deed.mutate(undefined);
  };
  const Icon = isPaused ? Play : Pause;
  return (
    <button
      type="button"
      className="btn-quiet px-3"
      disabled={deed.isPending}
      aria-label={isPaused ? text.resumeNamed(queue.name) : text.pauseNamed(queue.name)}
      onClick={() => void press()}
    >
      <Icon aria-hidden className="size-4" />
      {isPaused ? text.resume : text.pause}
    </button>
  );
}

/** Lines for the queues that had something to do; those that never had are left out, and six are enough. */
function DepthChart({ moments }: { moments: Moment[] }) {
  const text = useQueuesText();
  const times = useMemo(() => secondsOf(moments), [moments]);
  const series = useMemo(() => {
    const names = moments.at(-1)?.queues.map(({ name }) => name) ?? [];
    return names
      .map((name) => ({
        name,
        values: moments.map(({ queues }) => queues.find((queue) => queue.name === name)?.queued ?? 0),
      }))
      .map((one) => ({ ...one, peak: Math.max(0, ...one.values) }))
      .sort((a, b) => b.peak - a.peak)
      .slice(0, 6)
      .sort((a, b) => a.name.localeCompare(b.name));
  }, [moments]);
  return <Chart whole label={text.depthLabel} times={times} series={series} format={compact} window={SPAN} />;
}

function FlowChart({ moments }: { moments: Moment[] }) {
  const nav = useFleetNav();
  const text = useQueuesText();
  const times = useMemo(() => secondsOf(moments), [moments]);
  const series = useMemo(
    () => [
      { name: nav.home.done, values: moments.map((one) => one.done) },
      { name: nav.home.enqueued, values: moments.map((one) => one.enqueued) },
      { name: nav.home.failedRuns, values: moments.map((one) => one.failed) },
    ],
    [moments, nav],
  );
  return <Chart label={text.throughputLabel} times={times} series={series} format={compact} window={SPAN} />;
}
