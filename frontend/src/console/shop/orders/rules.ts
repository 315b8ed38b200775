/** What of an order is left to be done. The API decides; this decides what is offered. */
import type { Order, Payment } from "../../../api/generated";
import { atTheDoor, leftAtTheDoor } from "../../../features/orders/door";

export type OrderMail =
  | "order_received"
  | "payment_confirmed"
  | "payment_instructions"
  | "invoice_issued"
  | "shipment_shipped"
  | "shipment_delivered"
  | "order_cancelled";

/** The mails that would be true of the order now. */
export function mailsOf(order: Order): OrderMail[] {
  const isTrue: [OrderMail, boolean][] = [
    ["order_received", true],
    ["payment_confirmed", order.captured_total.amount_minor >= order.total.amount_minor],
    [
      "payment_instructions",
      order.payments.some((one) => one.state === "awaiting_money" && one.instructions),
    ],
    ["invoice_issued", order.invoice?.ready ?? false],
    ["shipment_shipped", order.shipments.length > 0],
    ["shipment_delivered", order.shipments.some((one) => one.delivered_at)],
    ["order_cancelled", order.state === "cancelled"],
  ];
  return isTrue.filter(([, is]) => is).map(([name]) => name);
}

export interface Left {
  id: string;
  name: string;
  sku: string;
  quantity: number;
}

/** What is in no parcel yet and was not given back; what came back can be sent again. */
export function leftToShip(order: Order): Left[] {
  const gone = new Map<string, number>();
  const add = (line: string, quantity: number) => gone.set(line, (gone.get(line) ?? 0) + quantity);
  for (const parcel of order.shipments) {
    if (parcel.state === "returned") continue;
    for (const line of parcel.lines) add(line.line_id, line.quantity);
  }
  for (const line of keptRefunds(order).flatMap((refund) => refund.lines)) add(line.line_id, line.unsent);
  return order.lines
    .map(({ id, name, sku, quantity }) => ({ id, name, sku, quantity: quantity - (gone.get(id) ?? 0) }))
    .filter((line) => line.quantity > 0);
}

/** How many units of a line were not given back yet. */
export function leftOfLine(order: Order, lineId: string): number {
  const given = keptRefunds(order)
    .flatMap((refund) => refund.lines)
    .filter((line) => line.line_id === lineId)
    .reduce((sum, line) => sum + line.quantity, 0);
  return (order.lines.find((line) => line.id === lineId)?.quantity ?? 0) - given;
}

const keptRefunds = (order: Order) => order.refunds.filter((refund) => refund.state !== "failed");

/** What was paid, or will be at the door, and is neither given back nor about to be, in minor units. */
export function leftToRefund(order: Order): number {
  const begun = keptRefunds(order).reduce((sum, refund) => sum + refund.amount.amount_minor, 0);
  const paid = Math.max(order.captured_total.amount_minor, atTheDoor(order));
  return Math.max(0, paid - Math.max(begun, order.refunded_total.amount_minor));
}

/** What is still expected of money that people record, in minor units. */
export function leftToReceive(order: Order, payment: Payment): number {
  if (payment.provider === "cash_on_delivery") return leftAtTheDoor(order);
  return Math.max(0, payment.amount.amount_minor - (payment.captured?.amount_minor ?? 0));
}
