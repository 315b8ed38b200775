import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, it } from "vitest";
import {
  getProductQueryKey,
  getShopQueryKey,
  listProductsInfiniteQueryKey,
} from "../api/generated/@tanstack/react-query.gen";
import { takeKnown } from "./known";

afterEach(() => document.getElementById("known")?.remove());

const known = (entries: object[]) => {
  const script = Object.assign(document.createElement("script"), { id: "known", type: "application/json" });
  script.textContent = JSON.stringify(entries);
  document.body.append(script);
};

it("takes what came with the page for the answers that the generated client would ask for", () => {
  const queries = new QueryClient();
  const query = { sort: "newest" as const, limit: 24, facets: true, category: "kitchen" };
  const page = { items: [], total: 0 };
  known([
    { operation: "getProduct", path: { product: "dune-mug" }, is_first: false, data: { name: "Dune" } },
    // The order of names does not matter.
    {
      operation: "listProducts",
      query: Object.fromEntries(Object.entries(query).reverse()),
      is_first: true,
      data: page,
    },
    { operation: "getShop", is_first: false, data: { currency: "EUR" } },
  ]);
  takeKnown(queries);
  expect(queries.getQueryData(getProductQueryKey({ path: { product: "dune-mug" } }))).toEqual({
    name: "Dune",
  });
  expect(queries.getQueryData(getShopQueryKey())).toEqual({ currency: "EUR" });
  expect(queries.getQueryData(listProductsInfiniteQueryKey({ query }))).toEqual({
    pages: [page],
    pageParams: [{}],
  });
});

it("goes on without", () => {
  takeKnown(new QueryClient());
});
