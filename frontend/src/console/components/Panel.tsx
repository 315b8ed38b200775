import type { ReactNode } from "react";
import { useId } from "react";
import { cx } from "../../lib/cx";

interface PanelProps {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Content such as a table reaches to the edge. */
  flush?: boolean;
  className?: string;
}

/** A card with what belongs together. */
export function Panel({ title, note, actions, children, flush, className }: PanelProps) {
  const heading = useId();
  return (
    <section
      aria-labelledby={title ? heading : undefined}
      className={cx(
        "min-w-0 rounded-2xl border border-line bg-surface",
        flush ? "overflow-hidden" : "p-4 sm:p-5",
        className,
      )}
    >
      {(title || actions) && (
        <div
          className={cx(
            "flex flex-wrap items-center justify-between gap-2",
            flush ? "min-h-13 border-b border-line px-4 py-2 sm:px-5" : "mb-3",
          )}
        >
          <h2 id={heading} className="text-base">
            {title}
            {note && (
              <span className="ml-2 text-sm font-normal tracking-normal text-muted tabular-nums">{note}</span>
            )}
          </h2>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

/** Names and what they stand for, in a panel. */
export function Facts({
  items,
  className,
}: {
  items: [label: string, value: ReactNode][];
  className?: string;
}) {
  return (
    <dl className={cx("grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-5 gap-y-2.5", className)}>
      {items
        .filter(([, value]) => value !== undefined && value !== null && value !== false)
        .map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
