import { useQuery } from "@tanstack/react-query";
import { Ghost } from "lucide-react";
import { Link } from "react-router";
import type { Job, Process } from "../../../api/generated";
import { listJobsOptions, listProcessesOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { PageHeader } from "../../components/PageHeader";
import { Facts, Panel } from "../../components/Panel";
import { Progress } from "../../components/Progress";
import { StatusPill } from "../../components/StatusPill";
import { ListBody } from "../../components/states";
import { Age, Ago } from "../../components/time";
import { useMachineryText } from "../machinery";
import { useFleetNav } from "../nav";

/** Who is alive, and what each does in this moment. */
export default function ProcessesPage() {
  const nav = useFleetNav();
  const text = useMachineryText().processes;
  const query = useQuery({ ...listProcessesOptions(), refetchInterval: 2000 });
  const running = useQuery({
    ...listJobsOptions({ query: { state: "running", limit: 100 } }),
    refetchInterval: 1500,
  });
  return (
    <>
      <PageHeader title={nav.processes} lead={text.lead} />
      <ListBody query={query} empty={{ icon: <Ghost />, title: text.none, text: text.noneText }}>
        {(processes: Process[]) => (
          <ul className="grid gap-4 lg:grid-cols-2">
            {processes.map((process) => (
              <li key={process.id}>
                <ProcessCard
                  process={process}
                  jobs={running.data?.items.filter((job) => job.worker === process.id) ?? []}
                />
              </li>
            ))}
          </ul>
        )}
      </ListBody>
    </>
  );
}

function ProcessCard({ process, jobs }: { process: Process; jobs: Job[] }) {
  const text = useMachineryText().processes;
  const role = text.roles[process.role as keyof typeof text.roles] ?? process.role;
  const isWorker = process.concurrency > 0;
  return (
    <Panel
      className="h-full"
      title={role}
      note={`${process.host} · ${text.pid(process.pid)}`}
      actions={
        <StatusPill tone={process.quiet ? "wait" : "good"}>
          {process.quiet ? text.quiet : text.working}
        </StatusPill>
      }
    >
      {isWorker && (
        <div className="mb-4">
          <p className="mb-1 flex justify-between text-muted">
            <span>{text.busy}</span>
            <span className="tabular-nums">
              {process.busy} / {process.concurrency}
            </span>
          </p>
          <Progress label={text.busy} done={process.busy} total={process.concurrency} />
        </div>
      )}
      <Facts
        items={[
          [text.since, <Age key="since" since={process.started_at} />],
          [text.heartbeat, <Ago key="beat" time={process.heartbeat_at} />],
          [text.version, process.version],
          [text.queues, isWorker && process.queues.join(", ")],
        ]}
      />
      {isWorker && <Doing process={process} jobs={jobs} />}
    </Panel>
  );
}

function Doing({ process, jobs }: { process: Process; jobs: Job[] }) {
  const text = useMachineryText().processes;
  return (
    <div className="mt-4 border-t border-line pt-3">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm">{text.now}</h3>
        <Link to={`/fleet/jobs?${new URLSearchParams({ worker: process.id })}`} className="text-link">
          {text.jobsOf}
        </Link>
      </div>
      {jobs.length === 0 && <p className="mt-1 text-muted">{text.idle}</p>}
      <ul className="mt-1">
        {jobs.map((job) => (
          <li key={job.id} className="flex min-h-8 items-center justify-between gap-3">
            <Link to={`/fleet/jobs/${job.id}`} className="min-w-0 truncate hover:underline">
              {job.kind}
            </Link>
            <span className="text-muted">
              <Age since={job.started_at} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
