import { QueryClient } from "@tanstack/react-query";
import { asFailure } from "../lib/problem";

/** Reads are tried again when trying again may help: no answer, or a server that fails. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A list that was left is there when one comes back, with its place in it.
      gcTime: 30 * 60_000,
      retry: (count, error) => {
        const { status } = asFailure(error);
        return count < 2 && (status === 0 || status >= 500);
      },
      retryDelay: (count) => 300 * 2 ** count,
    },
  },
});

/** The same for everybody. */
const PUBLIC = [
  "listProducts",
  "getProduct",
  "listCategories",
  "getShop",
  "getCollection",
  "listCollections",
  "searchProducts",
  "suggestSearches",
];

/** Somebody else is here now: what was read for the one before is thrown away, what is seen is read anew. */
export function forgetPerson() {
  void queryClient.resetQueries({
    predicate: ({ queryKey: [key] }) =>
      !(typeof key === "object" && key !== null && "_id" in key && PUBLIC.includes(String(key._id))),
  });
}
