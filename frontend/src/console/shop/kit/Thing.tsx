/** The frame of a page on which one thing is made or changed: `/new` has no id, and nothing to read. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { Read } from "../../components/states";
import { Page, Skeleton } from "./page";

interface ThingProps<T> {
  /** Of its kind, unique in the console. */
  kind: string;
  load: (id: string, signal: AbortSignal) => Promise<T>;
  /** The list from which one came. */
  back: { to: string; label: string };
  /** Above the form of a new one, and while it is read. */
  titles: { isNew: string; isRead: string };
  /** The form of a new one. */
  make: ReactNode;
  children: (thing: T) => ReactNode;
}

export function Thing<T>({ kind, load, back, titles, make, children }: ThingProps<T>) {
  const { id } = useParams();
  const query = useQuery({
    queryKey: ["console", kind, id],
    queryFn: ({ signal }) => load(id ?? "", signal),
    enabled: id !== undefined,
  });
  if (id === undefined) {
    return (
      <Page title={titles.isNew} back={back}>
        {make}
      </Page>
    );
  }
  const skeleton = (
    <Page title={titles.isRead} back={back}>
      <Skeleton rows={8} />
    </Page>
  );
  return (
    <Read query={query} skeleton={skeleton}>
      {children}
    </Read>
  );
}
