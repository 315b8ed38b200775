import { expect, it } from "vitest";
import type { Order } from "../../../api/generated";
import { isTakenOff } from "../../../features/orders/door";
import { leftOfLine, leftToReceive, leftToRefund, leftToShip, mailsOf } from "./rules";

const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });
const order = (more: Partial<Order>): Order =>
  ({
    state: "placed",
    captured_total: eur(5000),
    refunded_total: eur(0),
    total: eur(5000),
    lines: [
      { id: "a", name: "Mug", sku: "MUG", quantity: 3 },
      { id: "b", name: "Pot", sku: "POT", quantity: 1 },
    ],
    shipments: [],
    refunds: [],
    payments: [],
    ...more,
  }) as unknown as Order;
const parcel = (state: string, line_id: string, quantity: number) =>
  ({ state, lines: [{ line_id, quantity }] }) as unknown as Order["shipments"][number];

it("offers to send what is in no parcel, and again what came back", () => {
  const shipments = [parcel("shipped", "a", 1), parcel("returned", "a", 2), parcel("delivered", "b", 1)];
  expect(leftToShip(order({ shipments }))).toEqual([{ id: "a", name: "Mug", sku: "MUG", quantity: 2 }]);
  expect(leftToShip(order({}))).toHaveLength(2);
});

it("leaves out what was given back, unless that failed", () => {
  const refund = (state: string) =>
    ({
      state,
      amount: eur(900),
      lines: [{ line_id: "a", quantity: 2, unsent: 1 }],
    }) as unknown as Order["refunds"][number];
  const given = order({ refunds: [refund("requested"), refund("failed")] });
  expect(leftToShip(given)[0]).toMatchObject({ id: "a", quantity: 2 });
  expect([leftOfLine(given, "a"), leftOfLine(given, "b")]).toEqual([1, 1]);
});

it("offers to give back what was paid and is not on its way back", () => {
  const refund = (state: string, amount: number) =>
    ({ state, amount: eur(amount), lines: [] }) as unknown as Order["refunds"][number];
  expect(leftToRefund(order({}))).toBe(5000);
  const refunds = [refund("succeeded", 1000), refund("requested", 500), refund("failed", 2000)];
  expect(leftToRefund(order({ refunds, refunded_total: eur(1000) }))).toBe(3500);
  expect(leftToRefund(order({ captured_total: eur(0) }))).toBe(0);
});

it("offers to take off what is paid at the door, and to pay out only what was paid", () => {
  const payment = (provider: string) =>
    ({ provider, state: "awaiting_money", amount: eur(5000) }) as unknown as Order["payments"][number];
  const refund = { state: "requested", amount: eur(900) } as unknown as Order["refunds"][number];
  const cash = order({ captured_total: eur(0), payments: [payment("cash_on_delivery")], refunds: [refund] });
  expect(leftToRefund(cash)).toBe(4100);
  expect(isTakenOff(cash, refund)).toBe(true);
  expect(leftToReceive(cash, payment("cash_on_delivery"))).toBe(4100);
  expect(leftToReceive(cash, payment("bank_transfer"))).toBe(5000);
  const part = { ...payment("bank_transfer"), captured: eur(2000) };
  expect(leftToReceive(cash, part)).toBe(3000);
  expect(isTakenOff({ ...cash, captured_total: eur(1000) }, refund)).toBe(false);
  const transfer = { ...cash, payments: [payment("bank_transfer")] };
  expect(leftToRefund(transfer)).toBe(0);
  expect(isTakenOff(transfer, refund)).toBe(false);
});

it("offers mails that say what is so", () => {
  expect(mailsOf(order({}))).toEqual(["order_received", "payment_confirmed"]);
  expect(mailsOf(order({ state: "cancelled", captured_total: eur(0) }))).toEqual([
    "order_received",
    "order_cancelled",
  ]);
});
