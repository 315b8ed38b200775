/** What other things are named by in forms: categories, brands, attributes, zones, roles. All of each, read once a while. */
import { useQuery } from "@tanstack/react-query";
import type { CategoryBranch } from "../../../api/generated";
import { listAttributes, listBrands, listCategories, listRoles, listZones } from "../../../api/generated";
import { useShop } from "../../../features/catalog/shop";

interface Answer<T> {
  items: T[];
  next_cursor?: string;
}

/** More than that nobody chooses from a list. */
const MOST_PAGES = 10;

async function all<T>(load: (cursor: string | undefined) => Promise<{ data: Answer<T> }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data } = await load(cursor);
    items.push(...data.items);
    cursor = data.next_cursor;
    if (!cursor) break;
  }
  return items;
}

export interface FlatCategory {
  id: string;
  slug: string;
  name: string;
  /** How many are above it. */
  depth: number;
  parent?: string;
  position: number;
  /** Its name with those above it. */
  path: string;
}

/** The tree in the order in which it is read. */
export function flatten(branches: CategoryBranch[], above: FlatCategory[] = []): FlatCategory[] {
  return branches.flatMap(({ children, ...branch }) => {
    const own: FlatCategory = {
      ...branch,
      depth: above.length,
      parent: above.at(-1)?.id,
      path: [...above.map((one) => one.name), branch.name].join(" › "),
    };
    return [own, ...flatten(children, [...above, own])];
  });
}

export const useCategoryList = () =>
  useQuery({
    queryKey: ["console", "categories"],
    queryFn: async ({ signal }) => flatten((await listCategories({ signal })).data.items),
  });

export const useBrandList = () =>
  useQuery({
    queryKey: ["console", "brand-list"],
    queryFn: ({ signal }) => all((cursor) => listBrands({ query: { cursor, limit: 100 }, signal })),
  });

export const useAttributeList = () =>
  useQuery({
    queryKey: ["console", "attribute-list"],
    queryFn: ({ signal }) => all((cursor) => listAttributes({ query: { cursor, limit: 100 }, signal })),
  });

export const useZoneList = () =>
  useQuery({
    queryKey: ["console", "zone-list"],
    queryFn: ({ signal }) => all((cursor) => listZones({ query: { cursor, limit: 100 }, signal })),
  });

export const useRoleList = (enabled = true) =>
  useQuery({
    queryKey: ["console", "role-list"],
    queryFn: ({ signal }) => all((cursor) => listRoles({ query: { cursor, limit: 100 }, signal })),
    enabled,
  });

/** The currency of every price that is entered. */
export const useCurrency = () => useShop().data?.currency ?? "EUR";
