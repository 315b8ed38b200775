import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { show } from "../../../tests/render";
import { eur, problem, server } from "../../../tests/server";
import { wasPlaced } from "../orders/placed";
import OrdersPage from "./OrdersPage";

const ID = "01930000-0000-7000-8000-0000000000d1";
const order = {
  id: ID,
  number: "P-1001",
  state: "placed",
  fulfilment: "pending",
  created_at: "2026-11-21T08:00:00Z",
  updated_at: "2026-11-21T08:00:00Z",
  lines: [{ name: "Dune Stoneware Mug – Sand", quantity: 1, sku: "MUG-1" }],
  total: eur(2900),
  refunded_total: eur(0),
};
const listed = { ...order, order_id: ID, payment_status: "paid", placed_at: order.created_at, units: 1 };
const routes = [{ path: "/", Component: OrdersPage }];

/** What the list has of it at each reading; the last holds on. */
function answer(...readings: object[][]) {
  let count = 0;
  server.use(
    http.get("*/api/v1/orders", () => {
      const items = readings[Math.min(count++, readings.length - 1)];
      return HttpResponse.json({ items, as_of: order.created_at });
    }),
  );
}

it("shows what was just ordered, also while the list is behind, and once when it is not", async () => {
  answer([], [listed]);
  server.use(http.get(`*/api/v1/orders/${ID}`, () => HttpResponse.json(order)));
  wasPlaced(ID);
  show(routes, "/");
  expect(await screen.findByRole("link", { name: "P-1001" })).toHaveAttribute("href", `/orders/${ID}`);
  await waitFor(() => expect(sessionStorage.getItem("penden.placed")).toBeNull());
  expect(screen.getAllByRole("link", { name: "P-1001" })).toHaveLength(1);
});

it("does not show the order of somebody else who was here before", async () => {
  answer([]);
  server.use(http.get(`*/api/v1/orders/${ID}`, () => problem(404, "not_found")));
  wasPlaced(ID);
  show(routes, "/");
  expect(await screen.findByRole("heading", { name: "No orders yet" })).toBeInTheDocument();
  await waitFor(() => expect(sessionStorage.getItem("penden.placed")).toBeNull());
});
