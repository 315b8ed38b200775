import { useQuery } from "@tanstack/react-query";
import {
  listProcessesOptions,
  listProvidersOptions,
  listTimetableOptions,
  listWebhookEndpointsOptions,
} from "../../api/generated/@tanstack/react-query.gen";
import { useMay } from "../access";
import { formatDuration, useNow } from "../components/time";
import { useLive } from "./live";
import { useFleetNav } from "./nav";

export interface Trouble {
  text: string;
  tone: "bad" | "wait";
  to: string;
}

/** What waits longer than this is late, in milliseconds. */
const LATE = 60_000;
/** Nothing of the timetable is this late while a scheduler runs. */
const MISSED = 120_000;

/** What somebody should look at, the worst first. `null` until enough is known to say. */
export function useTrouble(): Trouble[] | null {
  const text = useFleetNav().home;
  const now = useNow();
  const live = useLive().now;
  const every = { refetchInterval: 5000 };
  const processes = useQuery({ ...listProcessesOptions(), ...every }).data?.items;
  const providers = useQuery({ ...listProvidersOptions(), ...every }).data?.items;
  const timetable = useQuery({ ...listTimetableOptions(), ...every }).data?.items;
  const mayWebhooks = useMay("webhooks_read");
  const endpoints = useQuery({
    ...listWebhookEndpointsOptions({ query: { limit: 100 } }),
    enabled: mayWebhooks,
    refetchInterval: 30_000,
  }).data?.items;
  if (!live || !processes) return null;

  const found: Trouble[] = [];
  const say = (tone: Trouble["tone"], to: string, words: string) => found.push({ tone, to, text: words });
  const age = (time: string) => now - Date.parse(time);
  if (!processes.some((one) => one.role === "worker")) say("bad", "/fleet/processes", text.noWorker);
  if (!processes.some((one) => one.role === "scheduler")) say("bad", "/fleet/processes", text.noScheduler);
  const dead = live.queues.reduce((sum, queue) => sum + queue.dead, 0);
  if (dead > 0) say("bad", "/fleet/dead", text.deadJobs(dead));
  for (const provider of providers ?? []) {
    if (provider.breaker === "open") say("bad", "/fleet/providers", text.breaker(provider.name));
    if (provider.breaker === "half_open") say("wait", "/fleet/providers", text.halfOpen(provider.name));
  }
  for (const queue of live.queues) {
    if (queue.paused) say("wait", "/fleet/queues", text.paused(queue.name, queue.paused.by));
  }
  const oldest = oldestDue(live.queues);
  if (oldest && age(oldest) > LATE)
    say("bad", "/fleet/queues", text.late(formatDuration(age(oldest) * 1000)));
  if (live.oldest_event && age(live.oldest_event) > LATE) {
    const waits = formatDuration(age(live.oldest_event) * 1000);
    say("bad", "/fleet/models", text.outbox(live.unpublished_events, waits));
  }
  for (const entry of timetable ?? []) {
    const isLate = entry.enabled && entry.next_at && age(entry.next_at) > MISSED;
    if (isLate) say("wait", "/fleet/timetable", text.missed(entry.name));
  }
  for (const endpoint of endpoints ?? []) {
    if (endpoint.failing_since || endpoint.disabled_reason) {
      say("wait", `/fleet/webhooks/${endpoint.id}`, text.failing(endpoint.url));
    }
  }
  return found;
}

/** When the first of the jobs that could run became due; those of a paused queue are meant to wait. */
export function oldestDue(queues: { oldest_due?: string; paused?: unknown }[]): string | undefined {
  return queues
    .filter((queue) => !queue.paused)
    .map((queue) => queue.oldest_due)
    .filter((time): time is string => time !== undefined && Date.parse(time) < Date.now())
    .sort()[0];
}
