import { useQuery } from "@tanstack/react-query";
import { Pencil, RotateCcw, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { Job } from "../../../api/generated";
import { getJobOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { useMay } from "../../access";
import { CopyId } from "../../components/CopyId";
import { JsonView } from "../../components/JsonView";
import { PageHeader } from "../../components/PageHeader";
import { Facts, Panel } from "../../components/Panel";
import { BlockSkeleton, Read } from "../../components/states";
import { Ago, At } from "../../components/time";
import { useFleetNav } from "../nav";
import { useJobDeeds } from "./deeds";
import { EditDialog } from "./EditDialog";
import { Related } from "./Related";
import { Runs } from "./Runs";
import { canCancel, canDiscard, canRetry, JobState } from "./state";
import { useJobsText } from "./text";

/** One job and its whole life. */
export default function JobPage() {
  const { id = "" } = useParams();
  const nav = useFleetNav();
  const query = useQuery({
    ...getJobOptions({ path: { id } }),
    // While something is going to happen by itself.
    refetchInterval: ({ state }) => (state.data && !canCancel(state.data.state) ? 10_000 : 1000),
  });
  return (
    <Read
      query={query}
      skeleton={
        <>
          <PageHeader title={nav.jobs} back={{ to: "/fleet/jobs", label: nav.jobs }} />
          <BlockSkeleton className="h-72" />
        </>
      }
    >
      {(job) => <JobDetail job={job} />}
    </Read>
  );
}

function JobDetail({ job }: { job: Job }) {
  const text = useJobsText();
  const nav = useFleetNav();
  return (
    <>
      <PageHeader
        title={job.kind}
        mark={<JobState state={job.state} />}
        lead={<CopyId id={job.id} full />}
        back={{ to: "/fleet/jobs", label: nav.jobs }}
        actions={<Actions job={job} />}
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-4">
          <Runs job={job} />
          <Panel title={text.payload}>
            <JsonView value={job.payload} label={text.payload} />
          </Panel>
          <Related job={job} />
        </div>
        <About job={job} />
      </div>
    </>
  );
}

function Actions({ job }: { job: Job }) {
  const text = useJobsText();
  const mayWrite = useMay("jobs_write");
  const deeds = useJobDeeds();
  const [isEditing, setEditing] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      {canRetry(job.state) && (
        <>
          <button
            type="button"
            className="btn-primary"
            disabled={deeds.isBusy}
            onClick={() => deeds.retry(job)}
          >
            <RotateCcw aria-hidden className="size-4" />
            {text.retry}
          </button>
          <button type="button" className="btn-quiet" onClick={() => setEditing(true)}>
            <Pencil aria-hidden className="size-4" />
            {text.edit}
          </button>
        </>
      )}
      {canCancel(job.state) && (
        <button
          type="button"
          className="btn-danger"
          disabled={deeds.isBusy || job.cancel_requested_at !== undefined}
          onClick={() => void deeds.cancel(job)}
        >
          <Square aria-hidden className="size-4" />
          {text.cancel}
        </button>
      )}
      {canDiscard(job.state) && (
        <button
          type="button"
          className="btn-danger"
          disabled={deeds.isBusy}
          onClick={() => void deeds.discard(job)}
        >
          <Trash2 aria-hidden className="size-4" />
          {text.discard}
        </button>
      )}
      <EditDialog job={job} isOpen={isEditing} onClose={() => setEditing(false)} />
    </>
  );
}

function About({ job }: { job: Job }) {
  const text = useJobsText();
  const list = (name: string, value: string) => `/fleet/jobs?${new URLSearchParams({ [name]: value })}`;
  return (
    <Panel title={text.facts}>
      <Facts
        items={[
          [
            text.queue,
            <Link key="queue" to={list("queue", job.queue)} className="text-link">
              {job.queue}
            </Link>,
          ],
          [text.maxAttempts, text.ofAttempts(job.attempts, job.max_attempts)],
          [text.enqueued, <At key="created" time={job.created_at} />],
          [text.notBefore, canCancel(job.state) && <Ago key="due" time={job.run_at} />],
          [text.started, job.started_at && <At key="started" time={job.started_at} />],
          [text.finished, job.finished_at && <At key="finished" time={job.finished_at} />],
          [
            text.worker,
            job.worker && (
              <Link key="worker" to={list("worker", job.worker)} className="text-link break-all">
                {job.worker}
              </Link>
            ),
          ],
          [text.trace, <CopyId key="trace" id={job.trace_id} to={list("trace_id", job.trace_id)} />],
          [
            text.order,
            job.order_id && <CopyId key="order" id={job.order_id} to={`/shop/orders/${job.order_id}`} />,
          ],
          [
            text.event,
            job.event_id && <CopyId key="event" id={job.event_id} to={list("event_id", job.event_id)} />,
          ],
          [
            text.parent,
            job.parent_id && <CopyId key="parent" id={job.parent_id} to={`/fleet/jobs/${job.parent_id}`} />,
          ],
          [
            text.batch,
            job.batch_id && <CopyId key="batch" id={job.batch_id} to={`/fleet/batches/${job.batch_id}`} />,
          ],
          [text.subject, job.subject_id && <CopyId key="subject" id={job.subject_id} />],
          [
            text.cancelRequested,
            job.cancel_requested_at && (
              <span key="cancel">
                <Ago time={job.cancel_requested_at} />{" "}
                {job.cancel_requested_by && text.by(job.cancel_requested_by)}
              </span>
            ),
          ],
        ]}
      />
    </Panel>
  );
}
