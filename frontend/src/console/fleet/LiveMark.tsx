import { Pause, Play } from "lucide-react";
import { cx } from "../../lib/cx";
import { setPaused, useLive } from "./live";
import { useFleetNav } from "./nav";

/** Whether the numbers move, and the button that holds them still. */
export function LiveMark() {
  const text = useFleetNav();
  const { isConnected, isPaused } = useLive();
  const Icon = isPaused ? Play : Pause;
  return (
    <>
      <span className="mr-1 flex items-center gap-2 text-muted" role="status">
        <span
          aria-hidden
          className={cx(
            "size-2 rounded-full",
            isPaused ? "bg-line-strong" : isConnected ? "animate-pulse bg-accent" : "bg-wait",
          )}
        />
        {isPaused ? text.held : isConnected ? text.live : text.connecting}
      </span>
      <button
        type="button"
        className="btn-quiet"
        aria-pressed={isPaused}
        onClick={() => setPaused(!isPaused)}
      >
        <Icon aria-hidden className="size-4" />
        {isPaused ? text.goOn : text.hold}
      </button>
    </>
  );
}
