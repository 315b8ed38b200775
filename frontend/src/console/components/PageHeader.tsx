import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useConsoleTitle } from "../useConsoleTitle";

interface PageHeaderProps {
  title: string;
  /** Beside the title, such as a state. */
  mark?: ReactNode;
  /** One line on what this is about. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** Where this page belongs to, for pages about one thing. */
  back?: { to: string; label: string };
}

/** The head of a page. It names the browser's tab, too. */
export function PageHeader({ title, mark, lead, actions, back }: PageHeaderProps) {
  useConsoleTitle(title);
  return (
    <header className="mb-5 lg:mb-6">
      {back && (
        <Link
          to={back.to}
          className="-ml-1 mb-1 inline-flex min-h-9 items-center gap-1.5 px-1 text-muted hover:text-fg"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="text-2xl break-words">{title}</h1>
            {mark}
          </div>
          {lead && <div className="mt-1 max-w-3xl text-muted">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
