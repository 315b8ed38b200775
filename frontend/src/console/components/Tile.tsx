import type { ReactNode } from "react";
import { Link } from "react-router";
import { cx } from "../../lib/cx";
import { Spark } from "./Spark";

interface TileProps {
  icon?: ReactNode;
  label: string;
  value: ReactNode;
  /** Below the number, such as what it is compared with. */
  note?: ReactNode;
  /** How it was lately. */
  spark?: number[];
  tone?: "bad";
  to?: string;
}

/** A number that somebody looks at from afar. */
export function Tile({ icon, label, value, note, spark, tone, to }: TileProps) {
  const isBad = tone === "bad";
  const content = (
    <>
      <p className={cx("flex items-center gap-2 text-[0.8125rem]", isBad ? "text-danger" : "text-muted")}>
        {icon && (
          <span aria-hidden className="[&_svg]:size-4">
            {icon}
          </span>
        )}
        {label}
      </p>
      <p className="mt-1 text-2xl font-semibold tracking-tight tabular-nums lg:text-[1.75rem]">{value}</p>
      {note && <p className="mt-0.5 text-xs text-muted">{note}</p>}
      {spark && <Spark values={spark} className="mt-2 h-7" />}
    </>
  );
  const look = cx(
    "block min-w-0 rounded-2xl border bg-surface p-4 lg:px-5",
    isBad ? "border-danger/40 bg-danger-soft" : "border-line",
  );
  return to ? (
    <Link to={to} className={cx(look, "transition-colors hover:border-line-strong")}>
      {content}
    </Link>
  ) : (
    <div className={look}>{content}</div>
  );
}

export function Tiles({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">{children}</div>;
}
