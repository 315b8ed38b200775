/** The frame of a page of the shop's half. */
import type { ReactNode } from "react";
import { Loading } from "../../../components/states";
import { PageHeader } from "../../components/PageHeader";
import { useWords } from "./text";

interface PageProps {
  title: string;
  /** Beside the title, such as a state. */
  mark?: ReactNode;
  lead?: ReactNode;
  /** Where one came from. */
  back?: { to: string; label: string };
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ children, ...header }: PageProps) {
  return (
    <>
      <PageHeader {...header} />
      <div className="space-y-4">{children}</div>
    </>
  );
}

/** Boxes in the place of a form or of details that are on their way. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const text = useWords();
  return (
    <Loading label={text.loading} className="panel space-y-4">
      <div className="skeleton h-5 w-40 rounded-lg" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div key={row} className="skeleton h-9 rounded-xl" />
      ))}
    </Loading>
  );
}
