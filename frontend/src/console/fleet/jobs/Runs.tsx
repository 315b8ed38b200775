import type { Job, JobAttempt } from "../../../api/generated";
import { cx } from "../../../lib/cx";
import { Panel } from "../../components/Panel";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { Ago, At, formatDuration } from "../../components/time";
import { useJobsText } from "./text";

const TONES: Record<JobAttempt["outcome"], Tone> = { running: "busy", done: "good", failed: "bad" };

/** Its runs, oldest first: how long it waited before each and how long it took, drawn to one scale. */
export function Runs({ job }: { job: Job }) {
  const text = useJobsText();
  const longest = Math.max(
    1,
    ...job.attempts_made.map((run) => (run.waited_micros ?? 0) + (run.ran_micros ?? 0)),
  );
  const isComing = job.state === "pending" || job.state === "queued";
  return (
    <Panel title={text.runs} note={text.ofAttempts(job.attempts, job.max_attempts)}>
      {job.attempts_made.length === 0 && <p className="text-muted">{text.noRuns}</p>}
      <ol className="grid gap-4">
        {job.attempts_made.map((run, index) => (
          // The ledger counts anew when a person helps; who reads all of it counts on.
          <Run key={`${run.number} ${run.started_at}`} number={index + 1} run={run} longest={longest} />
        ))}
      </ol>
      {isComing && (
        <p className="mt-3 text-muted">
          {text.notBefore}: <Ago time={job.run_at} />
        </p>
      )}
    </Panel>
  );
}

function Run({ number, run, longest }: { number: number; run: JobAttempt; longest: number }) {
  const text = useJobsText();
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{text.run(number)}</span>
        <StatusPill tone={TONES[run.outcome]}>{text.outcomes[run.outcome]}</StatusPill>
        {run.started_at && (
          <span className="text-muted">
            <At time={run.started_at} />
          </span>
        )}
        <span className="text-muted tabular-nums sm:ml-auto">
          {run.waited_micros !== undefined && `${formatDuration(run.waited_micros)} ${text.waited}`}
          {run.waited_micros !== undefined && run.ran_micros !== undefined && " · "}
          {run.ran_micros !== undefined && `${formatDuration(run.ran_micros)} ${text.ran}`}
        </span>
      </div>
      <div aria-hidden className="mt-1.5 flex h-2 overflow-hidden rounded-full bg-sunken">
        <Part micros={run.waited_micros} longest={longest} className="bg-line-strong/40" />
        <Part
          micros={run.ran_micros}
          longest={longest}
          className={run.outcome === "failed" ? "bg-danger" : "bg-accent"}
        />
      </div>
      {run.error && (
        <pre className="mt-2 rounded-xl bg-danger-soft p-3 font-mono text-[0.8125rem] whitespace-pre-wrap [overflow-wrap:anywhere] text-danger">
          {run.error}
        </pre>
      )}
    </li>
  );
}

function Part({
  micros,
  longest,
  className,
}: {
  micros: number | undefined;
  longest: number;
  className: string;
}) {
  if (!micros) return null;
  return <span className={cx("min-w-0.5", className)} style={{ width: `${(micros / longest) * 100}%` }} />;
}
