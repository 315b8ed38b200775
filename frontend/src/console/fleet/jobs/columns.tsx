import { Link } from "react-router";
import type { Job } from "../../../api/generated";
import type { Column } from "../../components/DataTable";
import { Ago, formatDuration } from "../../components/time";
import { JobState } from "./state";
import type { useJobsText } from "./text";

const lastError = (job: Job) => (job.state === "done" ? undefined : job.errors.at(-1)?.error);

/** How long the last run took, microseconds. */
const lastRun = (job: Job) => job.attempts_made.at(-1)?.ran_micros;

export const jobColumns = (text: ReturnType<typeof useJobsText>): Column<Job>[] => [
  {
    key: "kind",
    header: text.kind,
    className: "md:w-[45%]",
    cell: (job) => (
      <span className="block min-w-0">
        <Link to={`/fleet/jobs/${job.id}`} className="font-medium [overflow-wrap:anywhere] hover:underline">
          {job.kind}
        </Link>
        {lastError(job) && (
          <span
            className="mt-0.5 line-clamp-1 text-xs font-normal [overflow-wrap:anywhere] text-danger"
            title={lastError(job)}
          >
            {lastError(job)}
          </span>
        )}
      </span>
    ),
  },
  { key: "state", header: text.state, cell: (job) => <JobState state={job.state} /> },
  { key: "queue", header: text.queue, cell: (job) => job.queue, className: "text-muted" },
  {
    key: "attempts",
    header: text.attempts,
    align: "right",
    cell: (job) => text.ofAttempts(job.attempts, job.max_attempts),
    hidden: "phone",
  },
  {
    key: "took",
    header: text.took,
    align: "right",
    cell: (job) => {
      const micros = lastRun(job);
      return micros === undefined ? "–" : formatDuration(micros);
    },
  },
  { key: "enqueued", header: text.enqueued, align: "right", cell: (job) => <Ago time={job.created_at} /> },
];
