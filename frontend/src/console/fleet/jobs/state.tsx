import type { JobStatus } from "../../../api/generated";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { useJobsText } from "./text";

export const STATES: JobStatus[] = ["waiting", "pending", "queued", "running", "done", "dead", "discarded"];
/** Those that have not come to an end. */
export const UNFINISHED: JobStatus[] = ["waiting", "pending", "queued", "running"];

const TONES: Record<JobStatus, Tone> = {
  waiting: "quiet",
  pending: "wait",
  queued: "wait",
  running: "busy",
  done: "good",
  dead: "bad",
  discarded: "quiet",
};

export function JobState({ state }: { state: JobStatus }) {
  return <StatusPill tone={TONES[state]}>{useJobsText().states[state]}</StatusPill>;
}

export const canRetry = (state: JobStatus) => state === "dead" || state === "discarded";
export const canDiscard = (state: JobStatus) => ["dead", "pending", "waiting"].includes(state);
export const canCancel = (state: JobStatus) => UNFINISHED.includes(state);
