import type { ReactNode } from "react";
import { cx } from "../../lib/cx";

export type Tone = "good" | "busy" | "wait" | "bad" | "quiet";

const TONES: Record<Tone, string> = {
  good: "bg-accent-soft text-accent",
  busy: "bg-busy-soft text-busy",
  wait: "bg-wait-soft text-wait",
  bad: "bg-danger-soft text-danger",
  quiet: "bg-sunken text-muted",
};

/** A state in a word. The colour only repeats what the word says. */
export function StatusPill({
  tone,
  children,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cx(
        "inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap",
        TONES[tone],
        className,
      )}
    >
      <span aria-hidden className="size-1.5 rounded-full bg-current" />
      {children}
    </span>
  );
}
