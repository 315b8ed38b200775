import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useMessages } from "../i18n";
import { asFailure } from "../lib/problem";

interface EmptyProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  level?: "h1" | "h2";
}

/** Nothing to show: an icon, a line, and a way out. */
export function Empty({ icon, title, children, action, level: Heading = "h2" }: EmptyProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-4 py-16 text-center">
      <span
        aria-hidden
        className="mb-5 grid size-16 place-items-center rounded-full bg-accent-soft text-accent [&_svg]:size-7"
      >
        {icon}
      </span>
      <Heading className="font-display text-3xl sm:text-4xl">{title}</Heading>
      {children && <div className="mt-2 text-muted">{children}</div>}
      {action && <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

interface ErrorStateProps {
  error: unknown;
  retry?: () => void;
  /** `h1` where it stands for the whole page. */
  level?: "h1" | "h2";
}

/** What went wrong, a way to try again, and what to quote. */
export function ErrorState({ error, retry, level: Heading = "h2" }: ErrorStateProps) {
  const text = useMessages().problems;
  const failure = asFailure(error);
  return (
    <div
      role="alert"
      className="mx-auto flex max-w-md flex-col items-center rounded-3xl border border-line bg-surface px-6 py-12 text-center"
    >
      <Heading className="font-display text-3xl">{failure.title}</Heading>
      <p className="mt-2 text-muted">{failure.detail}</p>
      {retry && (
        <button type="button" className="btn-primary mt-6" onClick={retry}>
          <RotateCcw aria-hidden className="size-4" />
          {text.retry}
        </button>
      )}
      {failure.requestId && (
        <p className="mt-5 text-xs text-muted">
          {text.reference}{" "}
          <code className="rounded bg-sunken px-1.5 py-0.5 break-all">{failure.requestId}</code>
        </p>
      )}
    </div>
  );
}

/** A message above a form. */
export function Notice({ tone = "bad", children }: { tone?: "bad" | "good"; children: ReactNode }) {
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={
        tone === "bad"
          ? "rounded-2xl bg-danger-soft px-4 py-3 text-sm text-danger"
          : "rounded-2xl bg-accent-soft px-4 py-3 text-sm text-accent"
      }
    >
      {children}
    </div>
  );
}

/** Says that something is being loaded, in the shape of what will come. */
export function Loading({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div role="status" aria-busy="true" aria-label={label} className={className}>
      {children}
    </div>
  );
}
