import { useQuery } from "@tanstack/react-query";
import type { CategoryBranch } from "../../api/generated";
import { listCategoriesOptions } from "../../api/generated/@tanstack/react-query.gen";

export const useCategories = () => useQuery({ ...listCategoriesOptions(), staleTime: 5 * 60_000 });

/** The way from the top down to the category with this slug; empty when there is none. */
export function pathTo(branches: CategoryBranch[], slug: string | undefined): CategoryBranch[] {
  for (const branch of branches) {
    if (branch.slug === slug) return [branch];
    const below = pathTo(branch.children, slug);
    if (below.length > 0) return [branch, ...below];
  }
  return [];
}
