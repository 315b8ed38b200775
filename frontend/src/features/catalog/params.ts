import { useNavigate, useParams, useSearchParams } from "react-router";
import type { ProductSort } from "../../api/generated";

/** The order that staff gave belongs to collections. */
export type ListSort = Exclude<ProductSort, "by_hand">;

export const SORTS: ListSort[] = ["newest", "price_asc", "price_desc", "name_asc"];

/** The order that lists have anyway needs no place in the address. */
export const notFirst = (sort: ListSort) => (sort === SORTS[0] ? undefined : sort);

export interface ListParams {
  category?: string;
  q?: string;
  priceMin?: number;
  priceMax?: number;
  inStock: boolean;
  sort: ListSort;
  /** How many pages are shown. */
  page: number;
}

const whole = (text: string | null): number | undefined => {
  const number = Number(text);
  return text !== null && Number.isInteger(number) && number >= 0 ? number : undefined;
};

/** What an address asks for; nonsense in it is as if it were not there. */
export function readParams(query: URLSearchParams, category?: string): ListParams {
  const sort = SORTS.find((known) => known === query.get("sort"));
  return {
    category,
    q: query.get("q")?.trim().slice(0, 200) || undefined,
    priceMin: whole(query.get("price_min")),
    priceMax: whole(query.get("price_max")),
    inStock: query.get("in_stock") === "true",
    sort: sort ?? "newest",
    page: Math.min(Math.max(whole(query.get("page")) ?? 1, 1), 20),
  };
}

/** As the API wants it: what is not asked for is left out, so that equal questions have equal keys. */
export const toQuery = (params: ListParams) => ({
  ...(params.category && { category: params.category }),
  ...(params.q && { q: params.q }),
  ...(params.priceMin !== undefined && { price_min: params.priceMin }),
  ...(params.priceMax !== undefined && { price_max: params.priceMax }),
  ...(params.inStock && { in_stock: true }),
  sort: params.sort,
  limit: 24,
});

/** The address is the only state of the list: it can be shared, and Back goes to where one was. */
export function useListParams() {
  const [query] = useSearchParams();
  const { category } = useParams();
  const navigate = useNavigate();
  const params = readParams(query, category);

  const go = (path: string, edit: (query: URLSearchParams) => void, replace = false) => {
    const next = new URLSearchParams(query);
    next.delete("page");
    edit(next);
    void navigate({ pathname: path, search: next.toString() }, { replace, preventScrollReset: true });
  };
  const here = category ? `/categories/${category}` : "/shop";
  const put = (values: Record<string, string | undefined>) =>
    go(here, (next) => {
      for (const [name, value] of Object.entries(values)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
    });
  const toCategory = (slug: string | undefined) => go(slug ? `/categories/${slug}` : "/shop", () => {});
  const showPage = (page: number) => go(here, (next) => next.set("page", String(page)), true);
  const clear = () => void navigate("/shop", { preventScrollReset: true });
  const active =
    Number(params.priceMin !== undefined || params.priceMax !== undefined) +
    Number(params.inStock) +
    Number(!!params.q);
  return { params, active, put, toCategory, showPage, clear };
}
