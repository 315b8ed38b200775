import { useQuery } from "@tanstack/react-query";
import { Square } from "lucide-react";
import { Link, useParams } from "react-router";
import { type Batch, cancelBatch } from "../../../api/generated";
import { getBatchOptions, listJobsOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { useMay } from "../../access";
import { CopyId } from "../../components/CopyId";
import { confirm } from "../../components/confirm";
import { DataTable } from "../../components/DataTable";
import { PageHeader } from "../../components/PageHeader";
import { Facts, Panel } from "../../components/Panel";
import { Read } from "../../components/states";
import { Tile, Tiles } from "../../components/Tile";
import { Ago, At } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { jobColumns } from "../jobs/columns";
import { useJobsText } from "../jobs/text";
import { useMachineryText } from "../machinery";
import { useFleetNav } from "../nav";
import { count } from "../numbers";
import { BatchBar, BatchState } from "./parts";

export default function BatchPage() {
  const { id = "" } = useParams();
  const query = useQuery({
    ...getBatchOptions({ path: { id } }),
    refetchInterval: ({ state }) => (state.data?.ended_at ? 10_000 : 1000),
  });
  return <Read query={query}>{(batch) => <BatchDetail batch={batch} />}</Read>;
}

function BatchDetail({ batch }: { batch: Batch }) {
  const nav = useFleetNav();
  const text = useMachineryText().batches;
  const { done, dead, running, cancelled, total } = batch.progress;
  const ofState = (state: string) => `/fleet/jobs?batch_id=${batch.id}&state=${state}`;
  return (
    <>
      <PageHeader
        title={batch.name}
        mark={<BatchState state={batch.state} />}
        lead={<CopyId id={batch.id} full />}
        back={{ to: "/fleet/batches", label: nav.batches }}
        actions={<CancelButton batch={batch} />}
      />
      <div className="grid gap-4">
        <Tiles>
          <Tile label={text.done} value={count(done)} to={ofState("done")} />
          <Tile label={text.runningJobs} value={count(running)} to={ofState("running")} />
          <Tile label={text.left} value={count(total - done - dead - cancelled - running)} />
          <Tile
            label={text.dead}
            value={count(dead)}
            tone={dead > 0 ? "bad" : undefined}
            to={ofState("dead")}
          />
        </Tiles>
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <Jobs batch={batch} />
          <Panel title={text.about}>
            <div className="mb-4">
              <BatchBar batch={batch} />
            </div>
            <Facts
              items={[
                [text.created, <At key="created" time={batch.created_at} />],
                [text.sealed, batch.sealed_at && <At key="sealed" time={batch.sealed_at} />],
                [text.ended, batch.ended_at && <At key="ended" time={batch.ended_at} />],
                [text.rounds, batch.rounds > 1 && batch.rounds],
                [
                  text.completion,
                  batch.completion_kind && (
                    <span key="completion">
                      {batch.completion_kind}{" "}
                      {batch.completion_job_id && (
                        <CopyId id={batch.completion_job_id} to={`/fleet/jobs/${batch.completion_job_id}`} />
                      )}
                    </span>
                  ),
                ],
                [
                  text.cancelled,
                  batch.cancelled_at && (
                    <span key="cancelled">
                      <Ago time={batch.cancelled_at} />{" "}
                      {batch.cancelled_by && text.cancelledBy(batch.cancelled_by)}
                    </span>
                  ),
                ],
                [
                  text.trace,
                  <CopyId key="trace" id={batch.trace_id} to={`/fleet/jobs?trace_id=${batch.trace_id}`} />,
                ],
              ]}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Jobs({ batch }: { batch: Batch }) {
  const text = useMachineryText().batches;
  const jobs = useJobsText();
  const query = useQuery({
    ...listJobsOptions({ query: { batch_id: batch.id, limit: 20 } }),
    refetchInterval: batch.ended_at ? false : 2000,
  });
  return (
    <Panel
      flush
      title={text.jobs}
      actions={
        <Link to={`/fleet/jobs?batch_id=${batch.id}`} className="text-link">
          {jobs.all}
        </Link>
      }
    >
      <Read query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-muted sm:px-5">{jobs.empty}</p>
          ) : (
            <DataTable caption={text.jobs} rows={items} rowKey={(job) => job.id} columns={jobColumns(jobs)} />
          )
        }
      </Read>
    </Panel>
  );
}

function CancelButton({ batch }: { batch: Batch }) {
  const text = useMachineryText().batches;
  const mayWrite = useMay("jobs_write");
  const deed = useDeed(() => cancelBatch({ path: { id: batch.id } }), {
    done: text.isCancelled,
    refresh: ["getBatch", "listBatches", "listJobs"],
  });
  if (!mayWrite || batch.ended_at || batch.cancelled_at) return null;
  const ask = async () => {
    const title = text.cancelTitle;
    if (await confirm({ title, text: text.cancelText, action: text.cancel, tone: "danger" }))
      deed.mutate(undefined);
  };
  return (
    <button type="button" className="btn-danger" disabled={deed.isPending} onClick={() => void ask()}>
      <Square aria-hidden className="size-4" />
      {text.cancel}
    </button>
  );
}
