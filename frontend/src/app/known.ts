import type { QueryClient } from "@tanstack/react-query";
import { preferredLocale } from "../i18n";

/** An answer of the API that came with the page: `api/src/storefront/pages.rs`. */
interface Known {
  operation: string;
  path?: object;
  query?: object;
  /** The first page of a list that goes on. */
  is_first: boolean;
  data: unknown;
}

/** Takes what came with the page for read, so that nobody asks for it again. */
export function takeKnown(queries: QueryClient) {
  const text = document.getElementById("known")?.textContent;
  if (!text) return;
  // Drawn for what the browser speaks; who chose another language here reads it in that one.
  const { lang } = document.documentElement;
  if (lang && lang !== preferredLocale()) return;
  for (const { operation, path, query, is_first, data } of JSON.parse(text) as Known[]) {
    // As the generated client names its queries.
    const key = {
      _id: operation,
      baseURL: "",
      ...(is_first && { _infinite: true }),
      ...(path && { path }),
      ...(query && { query }),
    };
    queries.setQueryData([key], is_first ? { pages: [data], pageParams: [{}] } : data);
  }
}
