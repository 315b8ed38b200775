/**
 * What a customer ordered in this visit. The account's list is made from events and may be a moment behind; what somebody
 * has just ordered is in it all the same, as the order itself tells it.
 */
import { useQueries } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Order, OrderPage, OrderSummary } from "../../api/generated";
import { getOrderOptions } from "../../api/generated/@tanstack/react-query.gen";
import { isNotFound } from "../../lib/problem";
import { visit } from "../../lib/storage";

const KEY = "placed";
/** Lists catch up in a moment, and nobody places many orders in one. */
const MOST = 5;
/** So often the list is read anew soon; then somebody has to look after the shop, and now and then will do. */
const SOON = 30;

const placed = (): string[] => visit.read<string[]>(KEY) ?? [];
const keep = (ids: string[]) => visit.write(KEY, ids.length > 0 ? ids : null);

export const wasPlaced = (id: string) => keep([id, ...placed()].slice(0, MOST));

const lackedBy = (pages: OrderPage[]): string[] => {
  const listed = new Set(pages.flatMap((page) => page.items.map((one) => one.order_id)));
  return placed().filter((id) => !listed.has(id));
};

/** How soon to read the list again, in milliseconds. */
export const nextReading = (pages: OrderPage[] | undefined, readings: number): number | false =>
  pages !== undefined && lackedBy(pages).length > 0 && (readings < SOON ? 1000 : 10_000);

/** The orders of this visit that the list does not have yet, newest first. */
export function useNotYetListed(pages: OrderPage[] | undefined): OrderSummary[] {
  const lacked = pages ? lackedBy(pages) : [];
  const orders = useQueries({
    queries: lacked.map((id) => ({ ...getOrderOptions({ path: { id } }), retry: false })),
  });
  // Somebody else may have logged in since: what is not theirs does not belong here.
  const waiting = lacked.filter((_, index) => !isNotFound(orders[index]?.error ?? null)).join(" ");
  useEffect(() => {
    if (pages) keep(waiting.split(" ").filter(Boolean));
  }, [pages, waiting]);
  return orders.flatMap(({ data }) => (data ? [summaryOf(data)] : []));
}

/** An order as lists show it. */
function summaryOf(order: Order): OrderSummary {
  const { id: order_id, number, state, fulfilment, total, refunded_total, lines, updated_at } = order;
  return {
    order_id,
    number,
    state,
    fulfilment,
    // Lists of the shopper say it by the order's state.
    payment_status: "",
    placed_at: order.created_at,
    updated_at,
    lines,
    units: lines.reduce((sum, line) => sum + line.quantity, 0),
    total,
    refunded_total,
  };
}
