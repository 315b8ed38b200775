import { expect, it } from "vitest";
import { eur } from "../../../../tests/server";
import type { Return } from "../../../api/generated";
import { canRefund, canReject, restock } from "./rules";

const line = (line_id: string, quantity: number, restocked = 0) => ({
  line_id,
  product_id: "p",
  sku: line_id,
  name: line_id,
  quantity,
  restocked,
  reason: "other" as const,
});

const one = (state: Return["state"], ...lines: Return["lines"]): Return => ({
  id: "r",
  number: "1-R1",
  order_id: "o",
  state,
  lines,
  message: "",
  amount: eur(900),
  created_at: "2026-11-21T08:00:00Z",
  updated_at: "2026-11-21T08:00:00Z",
});

it("takes what is in stock again for taken back", () => {
  expect(canReject(one("received", line("a", 2)))).toBe(true);
  expect(canReject(one("received", line("a", 2, 1)))).toBe(false);
  expect(canReject(one("refunded"))).toBe(false);
  expect(canRefund(one("requested"))).toBe(false);
  expect(canRefund(one("approved"))).toBe(true);
});

it("puts back what was said and nothing of what was not", () => {
  const values = { "line:a": "1", "line:b": "0" };
  expect(restock(values, one("approved", line("a", 2), line("b", 1)))).toEqual([
    { line_id: "a", quantity: 1 },
  ]);
  expect(() => restock({ "line:a": "many" }, one("approved", line("a", 2)))).toThrow();
});
