import { Link } from "react-router";
import type { QueueDepths } from "../../../api/generated";
import { cx } from "../../../lib/cx";
import type { Column } from "../../components/DataTable";
import { StatusPill } from "../../components/StatusPill";
import { Age } from "../../components/time";
import { count } from "../numbers";
import type { useQueuesText } from "./text";

type Text = ReturnType<typeof useQueuesText>;

/** A number of jobs, which leads to them. */
function Jobs({ queue, state, jobs }: { queue: string; state: string; jobs: number }) {
  if (jobs === 0) return <span className="text-muted">0</span>;
  return (
    <Link
      to={`/fleet/jobs?queue=${queue}&state=${state}`}
      className={cx("underline-offset-4 hover:underline", state === "dead" && "font-semibold text-danger")}
    >
      {count(jobs)}
    </Link>
  );
}

/** What a list of queues tells of each, live. */
export function depthColumns<T>(text: Text, of: (row: T) => QueueDepths): Column<T>[] {
  const jobs = (state: "waiting" | "pending" | "queued" | "running" | "dead"): Column<T> => ({
    key: state,
    header: text[state],
    align: "right",
    cell: (row) => <Jobs queue={of(row).name} state={state} jobs={of(row)[state]} />,
  });
  return [
    {
      key: "name",
      header: text.queue,
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          <Link to={`/fleet/jobs?queue=${of(row).name}`} className="hover:underline">
            {of(row).name}
          </Link>
          {of(row).paused && (
            <span title={text.pausedBy(of(row).paused?.by ?? "")}>
              <StatusPill tone="wait">{text.paused}</StatusPill>
            </span>
          )}
        </span>
      ),
    },
    jobs("queued"),
    jobs("running"),
    jobs("pending"),
    { ...jobs("waiting"), hidden: "phone" },
    jobs("dead"),
    {
      key: "oldest",
      header: text.oldest,
      align: "right",
      cell: (row) => <Age since={due(of(row))} />,
    },
  ];
}

/** What is due later does not wait yet. */
const due = ({ oldest_due }: QueueDepths) =>
  oldest_due && Date.parse(oldest_due) < Date.now() ? oldest_due : undefined;
