import { useNavigate, useParams, useSearchParams } from "react-router";
import type { ProductSort, SearchSort } from "../../api/generated";

export type ListSort = ProductSort | SearchSort;

const SORTS = ["newest", "price_asc", "price_desc", "name_asc"] as const satisfies ProductSort[];
const SEARCH_SORTS = ["relevance", "newest", "price_asc", "price_desc"] as const satisfies SearchSort[];

type What = Pick<ListParams, "collection" | "q">;

/** Whether the search engine is asked; inside of a collection words are a filter like others. */
export const isSearch = ({ q, collection }: What) => q !== undefined && collection === undefined;

/** The orders that a list can have, the one that it has anyway first: collections have one that staff gave them. */
export function sortsOf(params: What): ListSort[] {
  if (isSearch(params)) return [...SEARCH_SORTS];
  return params.collection ? ["by_hand", ...SORTS] : [...SORTS];
}

/** The order that a list has anyway needs no place in the address. */
export const notFirst = (params: What, sort: ListSort) => (sort === sortsOf(params)[0] ? undefined : sort);

/** By code of an attribute: values that are chosen, or a range `from..to` of a number. */
export type Attributes = Record<string, string[]>;

export interface ListParams {
  category?: string;
  collection?: string;
  /** Slugs. */
  brands: string[];
  tags: string[];
  attributes: Attributes;
  q?: string;
  /** Parts of it that are nothing but words, whatever they look like. */
  literal: string[];
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

const listed = (text: string | null): string[] => [...new Set(text?.split(",").filter(Boolean))].slice(0, 50);

/** `colour:red,blue;width:10..50`, as the API reads it. */
function readAttributes(text: string | null): Attributes {
  const pairs = (text ?? "").split(";").map((part) => {
    const [code = "", values = ""] = part.split(":");
    return [code, listed(values)] as const;
  });
  const sane = pairs.filter(([code, values]) => /^[a-z0-9_-]{1,60}$/.test(code) && values.length > 0);
  return Object.fromEntries(sane.slice(0, 10));
}

export const writeAttributes = (attributes: Attributes): string | undefined =>
  Object.entries(attributes)
    .filter(([, values]) => values.length > 0)
    .map(([code, values]) => `${code}:${values.join(",")}`)
    .join(";") || undefined;

/** What an address asks for; nonsense in it is as if it were not there. */
export function readParams(query: URLSearchParams, category?: string, collection?: string): ListParams {
  const q = query.get("q")?.trim().slice(0, 200) || undefined;
  const sorts = sortsOf({ collection, q });
  const sort = sorts.find((known) => known === query.get("sort"));
  return {
    category,
    collection,
    brands: listed(query.get("brand")),
    tags: listed(query.get("tag")),
    attributes: readAttributes(query.get("attributes")),
    q,
    literal: listed(query.get("literal")),
    priceMin: whole(query.get("price_min")),
    priceMax: whole(query.get("price_max")),
    inStock: query.get("in_stock") === "true",
    sort: sort ?? sorts[0] ?? "newest",
    page: Math.min(Math.max(whole(query.get("page")) ?? 1, 1), 20),
  };
}

/** As the API wants it: what is not asked for is left out, so that equal questions have equal keys. */
const narrowed = (params: ListParams) => ({
  ...(params.category && { category: params.category }),
  ...(params.brands.length > 0 && { brand: params.brands.join(",") }),
  ...(params.tags.length > 0 && { tag: params.tags.join(",") }),
  ...(Object.keys(params.attributes).length > 0 && { attributes: writeAttributes(params.attributes) }),
  ...(params.priceMin !== undefined && { price_min: params.priceMin }),
  ...(params.priceMax !== undefined && { price_max: params.priceMax }),
  ...(params.inStock && { in_stock: true }),
  limit: 24,
  facets: true,
});

export const toQuery = (params: ListParams) => ({
  ...narrowed(params),
  ...(params.collection && { collection: params.collection }),
  ...(params.q && { q: params.q }),
  sort: params.sort as ProductSort,
});

export const toSearch = (params: ListParams) => ({
  ...narrowed(params),
  q: params.q,
  ...(params.literal.length > 0 && { literal: params.literal.join(",") }),
  sort: params.sort as SearchSort,
});

/** The address is the only state of the list: it can be shared, and Back goes to where one was. */
export function useListParams() {
  const [query] = useSearchParams();
  const { category, collection } = useParams();
  const navigate = useNavigate();
  const params = readParams(query, category, collection);

  const go = (path: string, edit: (query: URLSearchParams) => void, replace = false) => {
    const next = new URLSearchParams(query);
    next.delete("page");
    edit(next);
    void navigate({ pathname: path, search: next.toString() }, { replace });
  };
  const here = category ? `/categories/${category}` : collection ? `/collections/${collection}` : "/shop";
  const put = (values: Record<string, string | undefined>) =>
    go(here, (next) => {
      for (const [name, value] of Object.entries(values)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
    });
  const toCategory = (slug: string | undefined) => go(slug ? `/categories/${slug}` : "/shop", () => {});
  const showPage = (page: number) => go(here, (next) => next.set("page", String(page)), true);
  const clear = () => void navigate(params.collection ? here : "/shop");
  const active =
    params.brands.length +
    params.tags.length +
    Object.values(params.attributes).flat().length +
    Number(params.priceMin !== undefined || params.priceMax !== undefined) +
    Number(params.inStock) +
    Number(!!params.q);
  return { params, active, put, toCategory, showPage, clear };
}
