import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Job } from "../../../api/generated";
import { listJobsOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { Panel } from "../../components/Panel";
import { BlockSkeleton, Read } from "../../components/states";
import { Ago } from "../../components/time";
import { JobState } from "./state";
import { useJobsText } from "./text";

/** What else came of the same cause. */
export function Related({ job }: { job: Job }) {
  const text = useJobsText();
  const query = useQuery(listJobsOptions({ query: { trace_id: job.trace_id, limit: 20 } }));
  return (
    <Panel
      flush
      title={text.related}
      actions={
        <Link to={`/fleet/jobs?trace_id=${job.trace_id}`} className="text-link">
          {text.allOfTrace}
        </Link>
      }
    >
      <Read query={query} skeleton={<BlockSkeleton className="m-4 h-24" />}>
        {({ items }) => {
          const others = items.filter((other) => other.id !== job.id);
          if (others.length === 0) return <p className="p-4 text-muted sm:px-5">{text.noRelated}</p>;
          return (
            <ul className="divide-y divide-line">
              {others.map((other) => (
                <li
                  key={other.id}
                  className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 sm:px-5"
                >
                  <Link
                    to={`/fleet/jobs/${other.id}`}
                    className="font-medium [overflow-wrap:anywhere] hover:underline"
                  >
                    {other.kind}
                  </Link>
                  <JobState state={other.state} />
                  <span className="ml-auto text-muted">
                    <Ago time={other.created_at} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Read>
    </Panel>
  );
}
