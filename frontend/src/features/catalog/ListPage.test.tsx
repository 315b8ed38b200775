import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { show, violations } from "../../../tests/render";
import { mug, problem, server } from "../../../tests/server";
import ListPage from "./ListPage";

const routes = [
  { path: "/shop", Component: ListPage },
  { path: "/categories/:category", Component: ListPage },
];

it("shows skeletons first and products then", async () => {
  const { container } = show(routes, "/shop");
  expect(screen.getByRole("status", { name: /loading products/i })).toBeInTheDocument();
  expect(await screen.findByRole("link", { name: "Dune Stoneware Mug" })).toHaveAttribute(
    "href",
    "/products/dune-mug",
  );
  expect(await violations(container)).toEqual([]);
});

it("offers a way out when nothing matches", async () => {
  const { user, router } = show(routes, "/shop?in_stock=true&tag=zzz");
  expect(await screen.findByText(/no match, yet/i)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: /show all products/i }));
  expect(await screen.findByRole("link", { name: "Dune Stoneware Mug" })).toBeInTheDocument();
  expect(router.state.location.search).toBe("");
});

it("says what went wrong, and recovers", async () => {
  server.use(http.get("*/api/v1/products", () => problem(500, "internal"), { once: true }));
  const { user } = show(routes, "/shop");
  expect(await screen.findByRole("alert")).toHaveTextContent("req-12345");
  await user.click(screen.getByRole("button", { name: /try again/i }));
  expect(await screen.findByRole("link", { name: "Dune Stoneware Mug" })).toBeInTheDocument();
});

it("keeps the rest of the question when the category changes", async () => {
  const { user, router } = show(routes, "/shop?sort=price_asc&page=2");
  await user.click(await screen.findByRole("button", { name: "Kitchen" }));
  expect(router.state.location.pathname).toBe("/categories/kitchen");
  expect(router.state.location.search).toBe("?sort=price_asc");
});

it("tells what is gone from what can still be ordered", async () => {
  const cards = [
    { ...mug, in_stock: false, on_backorder: true },
    { ...mug, id: "2", slug: "gone", name: "Gone Mug", in_stock: false },
  ];
  server.use(http.get("*/api/v1/products", () => HttpResponse.json({ items: cards, total: 2 })));
  show(routes, "/shop");
  const card = (await screen.findByRole("link", { name: "Dune Stoneware Mug" })).closest("article");
  expect(card).toHaveTextContent("On backorder");
  expect(screen.getByRole("link", { name: "Gone Mug" }).closest("article")).toHaveTextContent("Sold out");
});
