import { Activity, CheckCircle2, Cpu, HeartPulse, Layers, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { Link } from "react-router";
import type { Moment } from "../../../api/generated";
import { cx } from "../../../lib/cx";
import { Chart } from "../../components/Chart";
import { PageHeader } from "../../components/PageHeader";
import { Panel } from "../../components/Panel";
import { BlockSkeleton } from "../../components/states";
import { Tile, Tiles } from "../../components/Tile";
import { Age } from "../../components/time";
import { LiveMark } from "../LiveMark";
import { SPAN, secondsOf, useLive } from "../live";
import { useFleetNav } from "../nav";
import { compact, count, rate } from "../numbers";
import { oldestDue, useTrouble } from "../useTrouble";
import { QueueGlance } from "./QueueGlance";

const sum = (moment: Moment, of: "queued" | "dead" | "pending" | "running") =>
  moment.queues.reduce((total, queue) => total + queue[of], 0);

/** Everything at a glance: whether work goes by, what waits, and what needs somebody. */
export default function OverviewPage() {
  const nav = useFleetNav();
  const text = nav.home;
  const { moments, now } = useLive();
  return (
    <>
      <PageHeader title={nav.overview} actions={<LiveMark />} />
      <div className="grid gap-4">
        <Numbers moments={moments} now={now} />
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <Panel title={text.flow}>
            <Flow moments={moments} />
          </Panel>
          <Attention />
        </div>
        <Panel
          flush
          title={text.queues}
          actions={
            <Link to="/fleet/queues" className="text-link">
              {text.allQueues}
            </Link>
          }
        >
          {now ? <QueueGlance queues={now.queues} /> : <BlockSkeleton className="m-4 h-40" />}
        </Panel>
      </div>
    </>
  );
}

function Numbers({ moments, now }: { moments: Moment[]; now: Moment | undefined }) {
  const text = useFleetNav().home;
  if (!now) {
    return (
      <Tiles>
        {["ready", "done", "busy", "dead"].map((name) => (
          <BlockSkeleton key={name} className="h-36" />
        ))}
      </Tiles>
    );
  }
  const oldest = oldestDue(now.queues);
  const dead = sum(now, "dead");
  return (
    <Tiles>
      <Tile
        icon={<Layers />}
        label={text.ready}
        value={count(sum(now, "queued"))}
        note={oldest ? <OldestNote since={oldest} /> : text.noneWaits}
        spark={moments.map((one) => sum(one, "queued"))}
        to="/fleet/jobs?state=queued"
      />
      <Tile
        icon={<Activity />}
        label={text.perSecond}
        value={rate(now.done)}
        note={text.failed(rate(now.failed))}
        spark={moments.map((one) => one.done)}
        to="/fleet/jobs?state=done"
      />
      <Tile
        icon={<Cpu />}
        label={text.busy}
        value={
          <>
            {count(now.busy)}
            <span className="text-base font-normal text-muted"> / {count(now.concurrency)}</span>
          </>
        }
        note={text.workers(now.workers)}
        spark={moments.map((one) => one.busy)}
        to="/fleet/processes"
      />
      <Tile
        icon={<HeartPulse />}
        label={text.dead}
        value={count(dead)}
        note={dead > 0 ? text.deadNote : text.noDead}
        spark={moments.map((one) => sum(one, "dead"))}
        tone={dead > 0 ? "bad" : undefined}
        to="/fleet/dead"
      />
    </Tiles>
  );
}

function OldestNote({ since }: { since: string }) {
  const [before = "", after = ""] = useFleetNav().home.oldest("\n").split("\n");
  return (
    <>
      {before}
      <Age since={since} />
      {after}
    </>
  );
}

function Flow({ moments }: { moments: Moment[] }) {
  const text = useFleetNav().home;
  const times = useMemo(() => secondsOf(moments), [moments]);
  const series = useMemo(
    () => [
      { name: text.done, values: moments.map((one) => one.done) },
      { name: text.enqueued, values: moments.map((one) => one.enqueued) },
      { name: text.failedRuns, values: moments.map((one) => one.failed) },
    ],
    [moments, text],
  );
  return (
    <Chart label={text.flowLabel} times={times} series={series} format={compact} window={SPAN} height={240} />
  );
}

function Attention() {
  const text = useFleetNav().home;
  const troubles = useTrouble();
  return (
    <Panel title={text.attention}>
      {troubles === null && <BlockSkeleton className="h-24" />}
      {troubles?.length === 0 && (
        <p className="flex items-center gap-2.5 text-muted">
          <CheckCircle2 aria-hidden className="size-5 text-accent" />
          {text.allWell}
        </p>
      )}
      <ul className="-mx-2 grid gap-1">
        {troubles?.map((trouble) => (
          <li key={trouble.text}>
            <Link
              to={trouble.to}
              className="flex items-start gap-2.5 rounded-xl px-2 py-2 [overflow-wrap:anywhere] hover:bg-sunken"
            >
              <TriangleAlert
                aria-hidden
                className={cx("mt-0.5 size-4 shrink-0", trouble.tone === "bad" ? "text-danger" : "text-wait")}
              />
              {trouble.text}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
