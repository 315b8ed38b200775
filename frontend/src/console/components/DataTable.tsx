import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../../lib/cx";
import { useConsoleText } from "../text";

export interface Column<T> {
  /** Also what `sort` calls it. */
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  align?: "right";
  /** The first column names the row; on a phone it is the head of the row's card. Others may be left out there. */
  hidden?: "phone";
  /** The values of `sort` in the two directions. */
  sort?: { up: string; down: string };
  className?: string;
}

export interface Selection {
  ids: ReadonlySet<string>;
  set: (ids: ReadonlySet<string>) => void;
}

interface DataTableProps<T> {
  /** What the table lists, for readers of screens. */
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** What a row is called where it is selected. */
  rowName?: (row: T) => string;
  sort?: { value: string; set: (value: string) => void };
  selection?: Selection;
  /** Older rows are shown while newer ones are fetched. */
  isStale?: boolean;
}

/** Rows as a table; on a phone each row is a card of its own, with the names of the columns in it. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { caption, columns, rows, rowKey, rowName = rowKey, sort, selection, isStale } = props;
  const text = useConsoleText().table;
  const ids = rows.map(rowKey);
  const isAll = ids.length > 0 && ids.every((id) => selection?.ids.has(id));
  const toggle = (id: string) => {
    const next = new Set(selection?.ids);
    if (!next.delete(id)) next.add(id);
    selection?.set(next);
  };
  return (
    // What has no room is scrolled to. The words for readers alone stand in here too, or they would widen the page.
    <div
      className={cx("relative overflow-x-auto transition-opacity duration-200", isStale && "opacity-50")}
      aria-busy={isStale}
    >
      {/* biome-ignore-start lint/a11y/noRedundantRoles: laid out as cards, a table stops being one for some readers. */}
      <table role="table" className="w-full border-collapse max-md:block">
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup" className="max-md:sr-only">
          <tr role="row" className="border-b border-line text-left text-muted">
            {selection && (
              <th scope="col" className="w-11 pl-4 sm:pl-5">
                <Tick
                  label={text.selectAll}
                  checked={isAll}
                  onChange={() => selection.set(new Set(isAll ? [] : ids))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="divide-y divide-line max-md:block">
          {rows.map((row) => (
            <tr
              role="row"
              key={rowKey(row)}
              className={cx(
                "max-md:relative max-md:block max-md:px-4 max-md:py-3 md:hover:bg-sunken/60",
                selection && "max-md:pl-12",
                selection?.ids.has(rowKey(row)) && "bg-accent-soft/60",
              )}
            >
              {selection && (
                <td role="cell" className="w-11 max-md:absolute max-md:top-2.5 max-md:left-4 md:pl-5">
                  <Tick
                    label={text.select(rowName(row))}
                    checked={selection.ids.has(rowKey(row))}
                    onChange={() => toggle(rowKey(row))}
                  />
                </td>
              )}
              {columns.map((column, index) => (
                <td
                  role="cell"
                  key={column.key}
                  className={cx(
                    "md:h-12 md:px-3 md:py-2 md:first:pl-5 md:last:pr-5",
                    column.align === "right" && "tabular-nums md:text-right md:whitespace-nowrap",
                    index === 0
                      ? "font-medium max-md:mb-1 max-md:block"
                      : "max-md:flex max-md:min-h-8 max-md:items-center max-md:justify-between max-md:gap-4",
                    column.hidden === "phone" && "max-md:hidden",
                    column.className,
                  )}
                >
                  {index > 0 && (
                    <span aria-hidden className="shrink-0 text-muted md:hidden">
                      {column.header}
                    </span>
                  )}
                  <span className={cx("min-w-0", index > 0 && "max-md:text-right")}>{column.cell(row)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above. */}
    </div>
  );
}

function Head<T>({ column, sort }: { column: Column<T>; sort: DataTableProps<T>["sort"] }) {
  const text = useConsoleText().table;
  const ways = column.sort;
  const now =
    ways && sort
      ? sort.value === ways.up
        ? "ascending"
        : sort.value === ways.down
          ? "descending"
          : "none"
      : undefined;
  const Icon = now === "ascending" ? ArrowUp : now === "descending" ? ArrowDown : ChevronsUpDown;
  return (
    <th
      scope="col"
      aria-sort={now}
      className={cx(
        "h-11 px-3 text-[0.8125rem] font-medium whitespace-nowrap first:pl-5 last:pr-5",
        column.align === "right" && "text-right",
      )}
    >
      {ways && sort ? (
        <button
          type="button"
          aria-label={text.sortBy(column.header)}
          onClick={() => sort.set(now === "ascending" ? ways.down : ways.up)}
          className={cx("inline-flex min-h-6 items-center gap-1 hover:text-fg", now !== "none" && "text-fg")}
        >
          {column.header}
          <Icon aria-hidden className="size-3.5" />
        </button>
      ) : (
        column.header || <span className="sr-only">{text.deeds}</span>
      )}
    </th>
  );
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: () => void }) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      onChange={onChange}
      className="block size-5 cursor-pointer accent-(--accent) md:size-4.5"
    />
  );
}
