/** What the form of a return says, as the API takes it. */
import type { OrderLine, OrderReturns, ReturnCause, ReturnRequest } from "../../api/generated";
import type { Values } from "../../components/form";

export const REASONS: readonly ReturnCause[] = [
  "changed_mind",
  "does_not_fit",
  "not_as_described",
  "wrong_item",
  "damaged",
  "defective",
  "other",
];

export interface Offered {
  id: string;
  name: string;
  quantity: number;
}

/** The lines of which something can be sent back, and how many. */
export const offered = (lines: OrderLine[], returns: OrderReturns): Offered[] =>
  lines.flatMap((line) => {
    const left = returns.returnable.find((one) => one.line_id === line.id);
    return left ? [{ id: line.id, name: line.name, quantity: left.quantity }] : [];
  });

/** `null` when nothing was chosen. */
export function asked(values: Values, lines: Offered[]): ReturnRequest | null {
  const chosen = lines.flatMap((line) => {
    const quantity = Number(values[`quantity:${line.id}`] ?? 0);
    const reason = REASONS.find((one) => one === values[`reason:${line.id}`]) ?? "other";
    return quantity > 0 ? [{ line_id: line.id, quantity, reason }] : [];
  });
  if (chosen.length === 0) return null;
  const message = values.message?.replaceAll(/\s+/g, " ").trim();
  return { lines: chosen, ...(message && { message }) };
}
