import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { ProductSummary, SearchHit } from "../../api/generated";
import {
  listProductsInfiniteOptions,
  searchProductsInfiniteOptions,
} from "../../api/generated/@tanstack/react-query.gen";
import { isSearch, type ListParams, toQuery, toSearch } from "../catalog/params";

/**
 * The products that an address asks for. What is searched for is asked of the search engine, everything else of the list
 * of products; both answer page by page, with facets. Inside of a collection there is no search engine, but a filter.
 */
export function useListed(params: ListParams) {
  const isFound = isSearch(params);
  const listed = useInfiniteQuery({
    ...listProductsInfiniteOptions({ query: toQuery(params) }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    enabled: !isFound,
  });
  const found = useInfiniteQuery({
    ...searchProductsInfiniteOptions({ query: toSearch(params) }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    enabled: isFound,
  });
  const hits = new Map<string, SearchHit>();
  let items: ProductSummary[] = [];
  if (isFound) {
    for (const hit of found.data?.pages.flatMap((page) => page.items) ?? []) hits.set(hit.product.id, hit);
    items = [...hits.values()].map((hit) => hit.product);
  } else items = listed.data?.pages.flatMap((page) => page.items) ?? [];
  const { isPending, error, isFetching, isPlaceholderData, isFetchingNextPage, hasNextPage } = isFound
    ? found
    : listed;
  return {
    isPending,
    error,
    isFetching,
    isPlaceholderData,
    isFetchingNextPage,
    hasNextPage,
    refetch: () => void (isFound ? found.refetch() : listed.refetch()),
    fetchNextPage: isFound ? found.fetchNextPage : listed.fetchNextPage,
    items,
    /** By product: where what was searched for stands in it. */
    hits,
    loaded: (isFound ? found : listed).data?.pages.length ?? 0,
    first: (isFound ? found : listed).data?.pages[0],
    /** How the search engine understood it; absent where it was not asked. */
    understood: isFound ? found.data?.pages[0] : undefined,
  };
}
