import { useQuery } from "@tanstack/react-query";
import { HeartPulse, RotateCcw, Trash2 } from "lucide-react";
import { Link } from "react-router";
import { type DeadJobGroup, discardDeadJobs, retryDeadJobs } from "../../../api/generated";
import { listDeadJobsOptions, listQueuesOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { toast } from "../../../components/toast";
import { useMay } from "../../access";
import { confirm } from "../../components/confirm";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { Panel } from "../../components/Panel";
import { ListBody } from "../../components/states";
import { Ago } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { useList } from "../../components/useList";
import { useJobsText } from "../jobs/text";
import { useFleetNav } from "../nav";
import { count } from "../numbers";

interface Cause {
  kind?: string;
  queue?: string;
  error?: string;
  all?: boolean;
}

/** Dead jobs by what they died of, and helping all of a cause at once. */
export default function DeadPage() {
  const nav = useFleetNav();
  const text = useJobsText();
  const list = useList(["kind", "queue", "error"]);
  const mayWrite = useMay("jobs_write");
  const filter: Cause = {
    kind: list.get("kind") || undefined,
    queue: list.get("queue") || undefined,
    error: list.get("error") || undefined,
  };
  const query = useQuery({ ...listDeadJobsOptions({ query: filter }), refetchInterval: 5000 });
  const queues = useQuery({ ...listQueuesOptions(), staleTime: 60_000 });
  const dead = query.data?.items.reduce((sum, group) => sum + group.jobs, 0) ?? 0;
  return (
    <>
      <PageHeader
        title={nav.dead}
        lead={text.dead.lead}
        actions={
          mayWrite &&
          dead > 0 && <Deeds cause={list.isFiltered ? filter : { all: true }} jobs={dead} isForAll />
        }
      />
      <FilterBar list={list}>
        <TextFilter
          list={list}
          name="kind"
          label={text.kind}
          maxLength={100}
          accepts={(kind) => /^[a-z0-9_.]+$/.test(kind)}
        />
        <SelectFilter
          list={list}
          name="queue"
          label={text.queue}
          options={queues.data?.items.map(({ depth }) => [depth.name, depth.name] as const) ?? []}
        />
        <TextFilter list={list} name="error" label={text.error} />
      </FilterBar>
      <Panel flush>
        <ListBody
          query={query}
          list={list}
          empty={{ icon: <HeartPulse />, title: text.dead.empty, text: text.dead.emptyText }}
        >
          {(groups: DeadJobGroup[]) => (
            <ul className="divide-y divide-line">
              {groups.map((group) => (
                <Group
                  key={`${group.kind} ${group.queue} ${group.error}`}
                  group={group}
                  mayWrite={mayWrite}
                />
              ))}
            </ul>
          )}
        </ListBody>
      </Panel>
    </>
  );
}

function Group({ group, mayWrite }: { group: DeadJobGroup; mayWrite: boolean }) {
  const text = useJobsText();
  const cause: Cause = { kind: group.kind, queue: group.queue, error: group.error };
  // The list of jobs compares errors as they are, so the search is for what stands before the first id or number.
  const error = group.error?.split("#")[0]?.trim();
  const jobs = new URLSearchParams({
    state: "dead",
    kind: group.kind,
    ...(error ? { error: error.slice(0, 200) } : {}),
  });
  return (
    <li className="grid gap-3 px-4 py-4 sm:px-5 lg:grid-cols-[minmax(0,1fr)_auto] lg:items-center">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="grid h-6 min-w-6 place-items-center rounded-full bg-danger-soft px-2 text-xs font-semibold text-danger tabular-nums">
            {count(group.jobs)}
          </span>
          <Link to={`/fleet/jobs?${jobs}`} className="font-medium hover:underline">
            {group.kind}
          </Link>
          <span className="text-muted">{group.queue}</span>
        </p>
        <p className="mt-1.5 line-clamp-3 font-mono text-[0.8125rem] [overflow-wrap:anywhere] text-danger">
          {group.error ?? <span className="font-sans text-muted">{text.dead.noError}</span>}
        </p>
        <p className="mt-1.5 text-xs text-muted">
          {text.dead.first} <Ago time={group.first_at} /> · {text.dead.last} <Ago time={group.last_at} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">{mayWrite && <Deeds cause={cause} jobs={group.jobs} />}</div>
    </li>
  );
}

function Deeds({ cause, jobs, isForAll }: { cause: Cause; jobs: number; isForAll?: boolean }) {
  const text = useJobsText();
  const refresh = ["listDeadJobs", "listJobs", "getJobOverview"];
  const tell = (changed: string, more: boolean) => {
    toast(changed);
    if (more) toast(text.more);
  };
  const retry = useDeed(
    async () => {
      const { data } = await retryDeadJobs({ query: cause });
      tell(text.retriedMany(data.changed), data.more);
    },
    { refresh },
  );
  const discard = useDeed(
    async () => {
      const { data } = await discardDeadJobs({ query: cause });
      tell(text.discardedMany(data.changed), data.more);
    },
    { refresh },
  );
  const ask = async (isRetry: boolean) => {
    const isMeant = await confirm(
      isRetry
        ? { title: text.dead.retryAllTitle(jobs), text: text.dead.retryAllText, action: text.dead.retryAll }
        : {
            title: text.discardManyTitle(jobs),
            text: text.dead.discardAllText,
            action: text.dead.discardAll,
            tone: "danger",
          },
    );
    if (isMeant) (isRetry ? retry : discard).mutate(undefined);
  };
  const isBusy = retry.isPending || discard.isPending;
  return (
    <>
      <button
        type="button"
        className={isForAll ? "btn-primary" : "btn-quiet"}
        disabled={isBusy}
        onClick={() => void ask(true)}
      >
        <RotateCcw aria-hidden className="size-4" />
        {text.dead.retryAll}
      </button>
      <button type="button" className="btn-danger" disabled={isBusy} onClick={() => void ask(false)}>
        <Trash2 aria-hidden className="size-4" />
        {text.dead.discardAll}
      </button>
    </>
  );
}
