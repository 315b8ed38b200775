/** What of an order is left to be done. The API decides; this decides what is offered. */
import type { Order } from "../../../api/generated";

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

/** What is in no parcel yet; what came back can be sent again. */
export function leftToShip(order: Order): Left[] {
  const sent = new Map<string, number>();
  for (const parcel of order.shipments) {
    if (parcel.state === "returned") continue;
    for (const line of parcel.lines) sent.set(line.line_id, (sent.get(line.line_id) ?? 0) + line.quantity);
  }
  return order.lines
    .map(({ id, name, sku, quantity }) => ({ id, name, sku, quantity: quantity - (sent.get(id) ?? 0) }))
    .filter((line) => line.quantity > 0);
}

/** What was paid and is neither given back nor about to be, in minor units. */
export function leftToRefund(order: Order): number {
  const begun = order.refunds
    .filter((refund) => refund.state !== "failed")
    .reduce((sum, refund) => sum + refund.amount.amount_minor, 0);
  return Math.max(0, order.captured_total.amount_minor - Math.max(begun, order.refunded_total.amount_minor));
}
