import { cancelJob, discardJob, type Job, retryJob } from "../../../api/generated";
import { toast } from "../../../components/toast";
import { confirm } from "../../components/confirm";
import { useDeed } from "../../components/useDeed";
import { canCancel, canDiscard, canRetry } from "./state";
import { useJobsText } from "./text";

const REFRESH = ["listJobs", "getJob", "getJobOverview", "listDeadJobs", "getBatch", "listBatches"];

type JobLike = Pick<Job, "id" | "state">;
const path = (job: JobLike) => ({ path: { id: job.id } });

/** What can be done about one job. */
export function useJobDeeds() {
  const text = useJobsText();
  const retry = useDeed((job: JobLike) => retryJob(path(job)), { done: text.retried, refresh: REFRESH });
  const discard = useDeed((job: JobLike) => discardJob(path(job)), {
    done: text.discarded,
    refresh: REFRESH,
  });
  const cancel = useDeed((job: JobLike) => cancelJob(path(job)), {
    done: text.cancelAsked,
    refresh: REFRESH,
  });
  return {
    isBusy: retry.isPending || discard.isPending || cancel.isPending,
    retry: (job: JobLike) => retry.mutate(job),
    discard: async (job: JobLike) => {
      const title = text.discardTitle;
      const isMeant = await confirm({ title, text: text.discardText, action: text.discard, tone: "danger" });
      if (isMeant) discard.mutate(job);
    },
    cancel: async (job: JobLike) => {
      const title = text.cancelTitle;
      const isMeant = await confirm({ title, text: text.cancelText, action: text.cancel, tone: "danger" });
      if (isMeant) cancel.mutate(job);
    },
  };
}

/** So many requests at a time: the api has others to serve. */
const AT_ONCE = 4;

/** Does the same to each, and says how often it worked. What refuses has changed meanwhile. */
export async function each(jobs: JobLike[], run: (job: JobLike) => Promise<unknown>): Promise<number> {
  const waiting = [...jobs];
  let changed = 0;
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const isDone = await run(job).then(
        () => true,
        () => false,
      );
      if (isDone) changed += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return changed;
}

/** What can be done about the jobs that were ticked. Those for which it makes no sense are left alone. */
export function useManyJobsDeeds(onDone: () => void) {
  const text = useJobsText();
  const deed = useDeed(
    async ({
      jobs,
      run,
      done,
    }: {
      jobs: JobLike[];
      run: (job: JobLike) => Promise<unknown>;
      done: (count: number) => string;
    }) => {
      const changed = await each(jobs, run);
      if (changed < jobs.length) toast(text.someFailed(jobs.length - changed), { tone: "bad" });
      if (changed > 0) toast(done(changed));
      onDone();
    },
    { refresh: REFRESH },
  );
  return {
    isBusy: deed.isPending,
    retry: (jobs: JobLike[]) =>
      deed.mutate({
        jobs: jobs.filter((job) => canRetry(job.state)),
        run: (job) => retryJob(path(job)),
        done: text.retriedMany,
      }),
    discard: async (all: JobLike[]) => {
      const jobs = all.filter((job) => canDiscard(job.state));
      const title = text.discardManyTitle(jobs.length);
      if (await confirm({ title, text: text.discardText, action: text.discard, tone: "danger" })) {
        deed.mutate({ jobs, run: (job) => discardJob(path(job)), done: text.discardedMany });
      }
    },
    cancel: async (all: JobLike[]) => {
      const jobs = all.filter((job) => canCancel(job.state));
      if (
        await confirm({ title: text.cancelTitle, text: text.cancelText, action: text.cancel, tone: "danger" })
      ) {
        deed.mutate({
          jobs,
          run: (job) => cancelJob(path(job)),
          done: (count) => text.cancelledMany(count, 0),
        });
      }
    },
  };
}
