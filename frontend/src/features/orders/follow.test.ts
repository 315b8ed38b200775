import { expect, it } from "vitest";
import type { Order, Payment } from "../../api/generated";
import { canCancel, isPaying, nextLook } from "./follow";

const payment = (state: Payment["state"]) =>
  ({ id: state, state, created_at: "2026-11-21T08:00:00Z" }) as Payment;
const order = (more: Partial<Order>) =>
  ({ state: "awaiting_payment", fulfilment: "pending", payments: [], refunds: [], ...more }) as Order;

it("looks often while something happens, and not at all when nothing will", () => {
  expect(nextLook(order({ payments: [payment("processing")] }), 0)).toBe(800);
  expect(nextLook(order({ payments: [payment("processing")] }), 100)).toBe(4000);
  expect(nextLook(order({ payments: [payment("failed")] }), 0)).toBe(5000);
  expect(nextLook(order({ state: "placed" }), 0)).toBe(800);
  expect(nextLook(order({ state: "cancelled" }), 0)).toBe(false);
  expect(nextLook(undefined, 0)).toBe(false);
});

it("the last attempt to pay counts", () => {
  const failed = payment("failed");
  const later = { ...payment("created"), created_at: "2026-11-21T08:01:00Z" };
  expect(isPaying(order({ payments: [later, failed] }))).toBe(true);
  expect(isPaying(order({ payments: [failed] }))).toBe(false);
});

it("can be cancelled until it is on its way", () => {
  expect(canCancel(order({ state: "placed" }))).toBe(true);
  expect(canCancel(order({ state: "placed", fulfilment: "shipped" }))).toBe(false);
  expect(canCancel(order({ state: "cancelled", fulfilment: "cancelled" }))).toBe(false);
});
