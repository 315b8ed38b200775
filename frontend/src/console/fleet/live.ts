/**
 * What goes on, as the program tells it once a second. One stream for all pages that watch; what was seen is kept while
 * one looks at something else for a moment, so that charts do not begin anew.
 */
import { useEffect, useSyncExternalStore } from "react";
import { followOperations, type Moment } from "../../api/generated";
import { accessToken, refresh } from "../../features/auth/session";
import { createStore, useStore } from "../../lib/store";

/** How far back charts go, in seconds. */
export const SPAN = 300;

interface Live {
  moments: Moment[];
  isConnected: boolean;
}

const EMPTY: Live = { moments: [], isConnected: false };
const live = createStore<Live>(EMPTY);
const frozen = createStore<Live | null>(null);

let watchers = 0;
let stop: AbortController | null = null;
let stopping: ReturnType<typeof setTimeout> | undefined;

const wait = (millis: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

export function keep(moments: Moment[], next: Moment): Moment[] {
  const oldest = Date.parse(next.at) - SPAN * 1000;
  return [...moments.filter((one) => Date.parse(one.at) >= oldest && one.at < next.at), next];
}

async function follow(signal: AbortSignal) {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { stream } = await followOperations({
        signal,
        headers: { Authorization: `Bearer ${await accessToken()}` },
        // The stream ends every ten minutes, and the next one needs a fresh token: it is opened here, not inside.
        sseMaxRetryAttempts: 1,
      });
      for await (const moment of stream as AsyncIterable<unknown>) {
        if (!isMoment(moment)) continue;
        failures = 0;
        live.set({ moments: keep(live.get().moments, moment), isConnected: true });
      }
    } catch {
      // Whatever it was, it is tried again below.
    }
    if (signal.aborted) return;
    failures += 1;
    live.set({ ...live.get(), isConnected: false });
    if (failures === 2) await refresh();
    await wait(Math.min(500 * 2 ** failures, 15_000), signal);
  }
}

const isMoment = (data: unknown): data is Moment =>
  typeof data === "object" && data !== null && "queues" in data && "at" in data;

function join() {
  watchers += 1;
  clearTimeout(stopping);
  if (!stop) {
    stop = new AbortController();
    void follow(stop.signal);
  }
  return () => {
    watchers -= 1;
    // From page to page the stream stays open.
    stopping = setTimeout(() => {
      if (watchers > 0) return;
      stop?.abort();
      stop = null;
      live.set({ ...live.get(), isConnected: false });
    }, 2000);
  };
}

const subscribeVisibility = (listener: () => void) => {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
};

/** Watches while the component is there and the page can be seen. */
export function useLive(): Live & { now: Moment | undefined; isPaused: boolean } {
  const isVisible = useSyncExternalStore(subscribeVisibility, () => document.visibilityState !== "hidden");
  useEffect(() => (isVisible ? join() : undefined), [isVisible]);
  const flowing = useStore(live);
  const held = useStore(frozen);
  const shown = held ?? flowing;
  return { ...shown, now: shown.moments.at(-1), isPaused: held !== null };
}

/** Holds still what is shown, to look at it; what happens meanwhile is seen afterwards. */
export const setPaused = (isPaused: boolean) => frozen.set(isPaused ? live.get() : null);

export const secondsOf = (moments: Moment[]) => moments.map((one) => Date.parse(one.at) / 1000);
