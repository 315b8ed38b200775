import { useLocation, useNavigate, useSearchParams } from "react-router";

/** Cursors of the pages before this one, so that one can go back. Empty text stands for the first page. */
type Trail = string[];

export interface ListState {
  /** What the address says about a filter; empty when nothing. */
  get: (name: string) => string;
  /** Several at once; a value that is empty goes. The list starts at its first page again. */
  set: (changes: Record<string, string>) => void;
  clear: () => void;
  isFiltered: boolean;
  cursor: string | undefined;
  canGoBack: boolean;
  next: (cursor: string) => void;
  previous: () => void;
}

/**
 * Filters, order and page of a list, all in the address: it can be reloaded, sent to somebody, and gone back to.
 * `filters` are those that narrow the list; others, such as the order, may be kept by the same means.
 */
export function useList(filters: readonly string[]): ListState {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation();
  const trail: Trail = (state as { trail?: Trail } | null)?.trail ?? [];
  const cursor = query.get("cursor") ?? undefined;

  const go = (change: (next: URLSearchParams) => void, nextTrail: Trail, replace = false) => {
    const next = new URLSearchParams(query);
    change(next);
    void navigate(
      { search: next.toString() },
      { state: { trail: nextTrail }, replace, preventScrollReset: replace },
    );
  };
  const put = (next: URLSearchParams, name: string, value: string) =>
    value ? next.set(name, value) : next.delete(name);

  return {
    get: (name) => query.get(name) ?? "",
    set: (changes) =>
      go(
        (next) => {
          next.delete("cursor");
          for (const [name, value] of Object.entries(changes)) put(next, name, value);
        },
        [],
        true,
      ),
    clear: () =>
      go(
        (next) => {
          for (const name of ["cursor", ...filters]) next.delete(name);
        },
        [],
        true,
      ),
    isFiltered: filters.some((name) => query.get(name)),
    cursor,
    canGoBack: cursor !== undefined,
    next: (following) => go((next) => next.set("cursor", following), [...trail, cursor ?? ""]),
    previous: () => go((next) => put(next, "cursor", trail.at(-1) ?? ""), trail.slice(0, -1)),
  };
}
