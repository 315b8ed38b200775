import { Inbox, SearchX, ShieldAlert, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Empty, ErrorState, Loading } from "../../components/states";
import { cx } from "../../lib/cx";
import { asFailure } from "../../lib/problem";
import { useConsoleText } from "../text";
import type { ListState } from "./useList";

/** What of a query these states are made of. */
interface Asked<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  /** `paused` while there is no connection. */
  fetchStatus?: string;
  refetch: () => unknown;
}

interface ReadProps<T> {
  query: Asked<T>;
  /** In the shape of what will come. */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** What was read, or that it is being read, or why it could not be. What is there stays when reading anew fails. */
export function Read<T>({ query, skeleton, children }: ReadProps<T>) {
  const text = useConsoleText().table;
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    if (asFailure(query.error).code === "second_factor_needed") return <FactorNeeded />;
    return (
      <div className="p-4 sm:p-8">
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </div>
    );
  }
  if (query.fetchStatus === "paused") return <Offline />;
  return <Loading label={text.loading}>{skeleton ?? <RowsSkeleton />}</Loading>;
}

/** Nothing was read yet, and there is no connection by which it could be. */
function Offline() {
  const text = useConsoleText().table;
  return (
    <Empty icon={<WifiOff />} title={text.noConnection}>
      {text.noConnectionText}
    </Empty>
  );
}

/** The shop lets staff do nothing without a second factor, and this person has none yet. */
function FactorNeeded() {
  const text = useConsoleText().me;
  return (
    <Empty
      icon={<ShieldAlert />}
      title={text.factor}
      action={
        <Link to="/account" className="btn-primary">
          {text.begin}
        </Link>
      }
    >
      {text.factorNeeded}
    </Empty>
  );
}

interface ListBodyProps<T> {
  query: Asked<{ items: T[] }>;
  list?: Pick<ListState, "isFiltered" | "clear">;
  /** What to say while there is nothing of the kind at all. */
  empty?: { icon?: ReactNode; title: string; text?: string; action?: ReactNode };
  children: (items: T[]) => ReactNode;
}

/** As `Read`, for lists: nothing at all and nothing that matches are said differently. */
export function ListBody<T>({ query, list, empty, children }: ListBodyProps<T>) {
  const text = useConsoleText().table;
  return (
    <Read query={query}>
      {({ items }) => {
        if (items.length > 0) return children(items);
        if (list?.isFiltered) {
          return (
            <Empty
              icon={<SearchX />}
              title={text.noMatch}
              action={
                <button type="button" className="btn-quiet" onClick={list.clear}>
                  {text.clear}
                </button>
              }
            >
              {text.noMatchText}
            </Empty>
          );
        }
        return (
          <Empty icon={empty?.icon ?? <Inbox />} title={empty?.title ?? text.empty} action={empty?.action}>
            {empty?.text ?? (empty ? undefined : text.emptyText)}
          </Empty>
        );
      }}
    </Read>
  );
}

export function RowsSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div key={row} className="flex h-12 items-center gap-6 px-4 sm:px-5">
          <span className={cx("skeleton h-3.5 rounded", row % 3 === 0 ? "w-44" : "w-56")} />
          <span className="skeleton ml-auto h-3.5 w-20 rounded max-sm:hidden" />
          <span className="skeleton h-3.5 w-24 rounded max-md:hidden" />
          <span className="skeleton h-3.5 w-16 rounded" />
        </div>
      ))}
    </div>
  );
}

export function BlockSkeleton({ className }: { className?: string }) {
  return <div className={cx("skeleton rounded-2xl", className ?? "h-40")} />;
}
