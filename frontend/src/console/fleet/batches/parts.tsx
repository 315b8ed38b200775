import type { Batch } from "../../../api/generated";
import { Progress } from "../../components/Progress";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { useMachineryText } from "../machinery";
import { count } from "../numbers";

const TONES: Record<Batch["state"], Tone> = {
  open: "wait",
  running: "busy",
  succeeded: "good",
  failed: "bad",
  cancelled: "quiet",
};

export function BatchState({ state }: { state: Batch["state"] }) {
  return <StatusPill tone={TONES[state]}>{useMachineryText().batches.states[state]}</StatusPill>;
}

/** How many of its jobs have ended, and how. */
export function BatchBar({ batch }: { batch: Batch }) {
  const text = useMachineryText().batches;
  const { percentage, total, done, dead, cancelled } = batch.progress;
  const words = text.percent(percentage, total);
  return (
    <span className="block w-full min-w-36">
      <span className="mb-1 block text-xs text-muted tabular-nums">
        {text.percent(percentage, total).replace(String(total), count(total))}
        {dead > 0 && <span className="ml-2 text-danger">{`${count(dead)} ${text.dead}`}</span>}
      </span>
      <Progress
        label={words}
        done={done + dead + cancelled}
        total={total}
        tone={dead > 0 ? "bad" : undefined}
      />
    </span>
  );
}
