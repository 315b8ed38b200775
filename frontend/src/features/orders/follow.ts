import type { Order, Payment } from "../../api/generated";

export const lastPayment = (order: Order): Payment | undefined =>
  [...order.payments].sort((a, b) => a.created_at.localeCompare(b.created_at)).at(-1);

/** Whether the provider is being asked right now. */
export const isPaying = (order: Order): boolean =>
  order.state === "awaiting_payment" &&
  ["created", "processing", "authorized", "unknown"].includes(lastPayment(order)?.state ?? "");

const isRefunding = (order: Order) =>
  order.refunds.some((refund) => ["requested", "processing", "unknown"].includes(refund.state));

/** How soon to look again, in milliseconds; `false` when nothing will happen by itself. */
export function nextLook(order: Order | undefined, looks: number): number | false {
  if (!order) return false;
  const isPaid = order.state === "placed" || order.state === "completed";
  const isMoving = isPaying(order) || (isPaid && !order.invoice?.ready) || isRefunding(order);
  if (isMoving) return looks < 40 ? 800 : 4000;
  if (order.state === "awaiting_payment") return 5000;
  if (order.state === "placed") return 30_000;
  return false;
}

export const canCancel = (order: Order): boolean =>
  (order.state === "awaiting_payment" || order.state === "placed") &&
  (order.fulfilment === "pending" || order.fulfilment === "packed");
