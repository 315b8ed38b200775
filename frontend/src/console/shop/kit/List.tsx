/** A list of the shop's half: read page by page, with everything that decides what is in it in the address. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { cx } from "../../../lib/cx";
import { DataTable, type Selection, type Column as TableColumn } from "../../components/DataTable";
import { Pager } from "../../components/Pager";
import { Panel } from "../../components/Panel";
import { ListBody } from "../../components/states";
import type { ListState } from "../../components/useList";
import { useWords } from "./text";

export type Column<T> = TableColumn<T>;

interface Answer<T> {
  items: T[];
  next_cursor?: string;
}

/** Reads the page of a list that the address names. `name` is the list's, unique in the console. */
export function usePage<T>(
  name: string,
  list: ListState,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<{ data: Answer<T> }>,
  refetchInterval?: (answer: Answer<T> | undefined) => number | false,
) {
  const [address] = useSearchParams();
  return useQuery({
    queryKey: ["console", name, address.toString()],
    queryFn: async ({ signal }) => (await load(list.cursor, signal)).data,
    placeholderData: keepPreviousData,
    refetchInterval: refetchInterval && (({ state }) => refetchInterval(state.data)),
  });
}

interface ListProps<T> {
  label: string;
  list: ListState;
  query: ReturnType<typeof usePage<T>>;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  rowName?: (row: T) => string;
  /** The page of a row; its first column leads there. */
  to?: (row: T) => string;
  sort?: { value: string; set: (value: string) => void };
  selection?: Selection;
  /** What can be done with a row, at its end. */
  actions?: (row: T) => ReactNode;
  /** They are two small ones: on a phone they stand beside the name, and not in a line of their own. */
  isSmall?: boolean;
  empty?: { icon?: ReactNode; title: string; text?: string; action?: ReactNode };
}

export function List<T>(props: ListProps<T>) {
  const { label, list, query, columns, to, actions, isSmall, empty, ...table } = props;
  const text = useWords();
  const own = columns.map((column, index) => {
    if (index > 0) return column;
    const cell = (row: T) => (to ? <RowLink to={to(row)}>{column.cell(row)}</RowLink> : column.cell(row));
    return { ...column, cell, className: cx(column.className, isSmall && "max-md:min-h-8 max-md:pr-24") };
  });
  const last: Column<T>[] = actions
    ? [
        {
          key: "actions",
          header: text.actions,
          align: "right",
          // On a phone the buttons speak for themselves.
          className: cx(
            "max-md:justify-end max-md:[&>span:first-child]:hidden",
            isSmall && "max-md:absolute max-md:top-1.5 max-md:right-2",
          ),
          cell: (row) => <span className="flex justify-end gap-1 max-md:flex-wrap">{actions(row)}</span>,
        },
      ]
    : [];
  return (
    <Panel flush>
      <ListBody query={query} list={list} empty={empty ?? { title: text.nothing }}>
        {(rows) => (
          <DataTable
            {...table}
            caption={label}
            columns={[...own, ...last]}
            rows={rows}
            isStale={query.isPlaceholderData}
          />
        )}
      </ListBody>
      <Pager list={list} nextCursor={query.data?.next_cursor} />
    </Panel>
  );
}

export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className="inline-block py-1 [overflow-wrap:anywhere] underline-offset-4 hover:underline">
      {children}
    </Link>
  );
}

/** A small button in a row. */
export const ROW_BUTTON = "btn h-9 px-2.5 text-muted hover:bg-sunken hover:text-fg lg:h-8";
