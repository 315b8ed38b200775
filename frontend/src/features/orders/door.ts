/** Cash at the door: what is to be paid there, and what is taken off it. The API decides; this says it beforehand. */
import type { Order, Refund } from "../../api/generated";

/** What a placed order is paid with at the door, with what came of it already, in minor units. */
export function atTheDoor(order: Order): number {
  const payment = order.payments.find(
    ({ provider, state }) => provider === "cash_on_delivery" && state === "awaiting_money",
  );
  return order.state === "placed" && payment ? payment.amount.amount_minor : 0;
}

/** Whether it was not paid yet: it is taken off what is paid at the door. */
export function isTakenOff(order: Order, refund: Refund): boolean {
  const kept = order.captured_total.amount_minor - order.refunded_total.amount_minor;
  return refund.state === "requested" && atTheDoor(order) > 0 && refund.amount.amount_minor > kept;
}

/** What whoever brings the parcel still asks for, in minor units. */
export function leftAtTheDoor(order: Order): number {
  const off = order.refunds
    .filter((refund) => isTakenOff(order, refund))
    .reduce((sum, { amount }) => sum + amount.amount_minor, 0);
  return Math.max(0, atTheDoor(order) - order.captured_total.amount_minor - off);
}
