import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { JobKind } from "../../../api/generated";
import { listJobKindsOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { DataTable } from "../../components/DataTable";
import { Panel } from "../../components/Panel";
import { Read } from "../../components/states";
import { count, rate } from "../numbers";
import { Times } from "./Times";
import { useQueuesText } from "./text";

/** How each kind of job did within the hour, the most frequent first. */
export function Kinds() {
  const text = useQueuesText();
  const query = useQuery({ ...listJobKindsOptions(), refetchInterval: 15_000 });
  return (
    <Panel flush title={text.kinds} note={text.kindsNote}>
      <Read query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-muted sm:px-5">{text.noKinds}</p>
          ) : (
            <DataTable
              caption={text.kinds}
              rows={[...items].sort((a, b) => b.done - a.done || a.kind.localeCompare(b.kind))}
              rowKey={(one) => one.kind}
              columns={[
                {
                  key: "kind",
                  header: text.kind,
                  cell: (one: JobKind) => (
                    <Link
                      to={`/fleet/jobs?kind=${one.kind}`}
                      className="[overflow-wrap:anywhere] hover:underline"
                    >
                      {one.kind}
                    </Link>
                  ),
                },
                { key: "done", header: text.doneHour, align: "right", cell: (one) => count(one.done) },
                {
                  key: "failed",
                  header: text.perMinute,
                  align: "right",
                  cell: (one) => (
                    <span className={one.rates.failed > 0 ? "text-danger" : ""}>
                      {rate(one.rates.failed)}
                    </span>
                  ),
                },
                {
                  key: "died",
                  header: text.diedHour,
                  align: "right",
                  cell: (one) => (
                    <span className={one.died > 0 ? "font-semibold text-danger" : ""}>{count(one.died)}</span>
                  ),
                },
                {
                  key: "waited",
                  header: text.waited,
                  align: "right",
                  cell: (one) => <Times of={one.waited_micros} />,
                },
                {
                  key: "ran",
                  header: text.ran,
                  align: "right",
                  cell: (one) => <Times of={one.ran_micros} />,
                },
              ]}
            />
          )
        }
      </Read>
    </Panel>
  );
}
