import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { cancelJobs, type Job, type JobStatus } from "../../../api/generated";
import { listJobsOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { toast } from "../../../components/toast";
import { useMay } from "../../access";
import { confirm } from "../../components/confirm";
import { DataTable } from "../../components/DataTable";
import { isUuid } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { Pager } from "../../components/Pager";
import { Panel } from "../../components/Panel";
import { ListBody } from "../../components/states";
import { useDeed } from "../../components/useDeed";
import { type ListState, useList } from "../../components/useList";
import { useFleetNav } from "../nav";
import { BulkBar } from "./BulkBar";
import { jobColumns } from "./columns";
import { useManyJobsDeeds } from "./deeds";
import { JobFilters, NARROWING } from "./JobFilters";
import { StateTabs } from "./StateTabs";
import { STATES, UNFINISHED } from "./state";
import { useJobsText } from "./text";

/** All jobs, newest first, narrowed as one likes. */
export default function JobsPage() {
  const text = useJobsText();
  const nav = useFleetNav();
  const list = useList(NARROWING);
  const mayWrite = useMay("jobs_write");
  const query = useQuery({
    ...listJobsOptions({ query: { ...filterOf(list), cursor: list.cursor, limit: 25 } }),
    placeholderData: keepPreviousData,
    refetchInterval: list.cursor ? false : 3000,
  });
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = query.data?.items.filter((job) => ids.has(job.id)) ?? [];
  const many = useManyJobsDeeds(() => setIds(new Set()));
  return (
    <>
      <PageHeader
        title={nav.jobs}
        lead={text.lead}
        actions={
          <>
            {mayWrite && query.data?.items.length !== 0 && <CancelMatching list={list} />}
            <a href="/jobs" className="btn-quiet">
              {text.old}
              <ExternalLink aria-hidden className="size-3.5" />
            </a>
          </>
        }
      />
      <StateTabs list={list} />
      <JobFilters list={list} />
      <Panel flush>
        <ListBody query={query} list={list} empty={{ title: text.empty, text: text.emptyText }}>
          {(jobs: Job[]) => (
            <DataTable
              caption={nav.jobs}
              columns={jobColumns(text)}
              rows={jobs}
              rowKey={(job) => job.id}
              rowName={(job) => job.kind}
              selection={mayWrite ? { ids, set: setIds } : undefined}
              isStale={query.isPlaceholderData}
            />
          )}
        </ListBody>
        <Pager list={list} nextCursor={query.data?.next_cursor} />
      </Panel>
      <BulkBar jobs={chosen} deeds={many} onClear={() => setIds(new Set())} />
    </>
  );
}

/** What the address says, as the API wants it; what cannot be right is left out. */
function filterOf(list: ListState) {
  const id = (name: string) => (isUuid(list.get(name)) ? list.get(name) : undefined);
  const state = list.get("state");
  const timetable = list.get("timetable");
  return {
    state: STATES.includes(state as JobStatus) ? (state as JobStatus) : undefined,
    queue: list.get("queue") || undefined,
    kind: list.get("kind") || undefined,
    error: list.get("error") || undefined,
    trace_id: list.get("trace_id") || undefined,
    worker: list.get("worker") || undefined,
    order_id: id("order_id"),
    event_id: id("event_id"),
    batch_id: id("batch_id"),
    from: list.get("from") || undefined,
    until: list.get("until") || undefined,
    timetable: timetable ? timetable === "true" : undefined,
  };
}

/** Where the filters mean jobs that have not ended, all of them can be cancelled at once. */
function CancelMatching({ list }: { list: ListState }) {
  const text = useJobsText();
  const { batch_id, worker, timetable, ...filter } = filterOf(list);
  const deed = useDeed(
    async () => {
      const { data } = await cancelJobs({ query: filter });
      toast(text.cancelledMany(data.discarded, data.requested));
      if (data.more) toast(text.more);
    },
    { refresh: ["listJobs", "getJobOverview"] },
  );
  const isMeant = list.isFiltered && (!filter.state || UNFINISHED.includes(filter.state));
  // The API knows no such choice, and would cancel more than is seen.
  if (!isMeant || batch_id || worker || timetable !== undefined) return null;
  const ask = async () => {
    const title = text.cancelMatchingTitle;
    if (
      await confirm({ title, text: text.cancelMatchingText, action: text.cancelMatching, tone: "danger" })
    ) {
      deed.mutate(undefined);
    }
  };
  return (
    <button type="button" className="btn-danger" disabled={deed.isPending} onClick={() => void ask()}>
      {text.cancelMatching}
    </button>
  );
}
