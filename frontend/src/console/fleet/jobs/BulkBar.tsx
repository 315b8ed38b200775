import { RotateCcw, Square, Trash2, X } from "lucide-react";
import type { Job } from "../../../api/generated";
import { useConsoleText } from "../../text";
import type { useManyJobsDeeds } from "./deeds";
import { canCancel, canDiscard, canRetry } from "./state";
import { useJobsText } from "./text";

interface BulkBarProps {
  jobs: Job[];
  deeds: ReturnType<typeof useManyJobsDeeds>;
  onClear: () => void;
}

/** At the lower edge while something is ticked: what can be done to all of it. */
export function BulkBar({ jobs, deeds, onClear }: BulkBarProps) {
  const text = useJobsText();
  const shared = useConsoleText();
  if (jobs.length === 0) return null;
  const some = (can: (state: Job["state"]) => boolean) => jobs.some((job) => can(job.state));
  return (
    <section
      aria-label={shared.table.selected(jobs.length)}
      className="sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-2xl border border-line bg-surface p-2 pl-4 shadow-pop"
    >
      <span className="mr-2 font-medium tabular-nums">{shared.table.selected(jobs.length)}</span>
      {some(canRetry) && (
        <button
          type="button"
          className="btn-primary"
          disabled={deeds.isBusy}
          onClick={() => deeds.retry(jobs)}
        >
          <RotateCcw aria-hidden className="size-4" />
          {text.retry}
        </button>
      )}
      {some(canDiscard) && (
        <button
          type="button"
          className="btn-danger"
          disabled={deeds.isBusy}
          onClick={() => void deeds.discard(jobs)}
        >
          <Trash2 aria-hidden className="size-4" />
          {text.discard}
        </button>
      )}
      {some(canCancel) && (
        <button
          type="button"
          className="btn-danger"
          disabled={deeds.isBusy}
          onClick={() => void deeds.cancel(jobs)}
        >
          <Square aria-hidden className="size-4" />
          {text.cancel}
        </button>
      )}
      <button type="button" className="icon-btn" aria-label={shared.table.deselect} onClick={onClear}>
        <X aria-hidden className="size-4" />
      </button>
    </section>
  );
}
