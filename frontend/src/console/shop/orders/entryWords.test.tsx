import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import type { TimelineEntry } from "../../../api/generated";
import { useEntryWords } from "./entryWords";

const said = (type: TimelineEntry["type"], kind: string, state: string, summary?: string) => {
  const entry = { id: "1", type, kind, state, summary, at: "2026-11-23T03:12:28Z", attempts: [] };
  return renderHook(() => useEntryWords()).result.current(entry as TimelineEntry);
};

it("says in words what happened to an order", () => {
  expect(said("event", "order_paid", "published")).toMatchObject({ kind: "Order paid", state: "published" });
  expect(said("change", "fulfilment", "partly_shipped", "pending → partly_shipped: staff")).toEqual({
    kind: "Goods",
    state: "Partly shipped",
    summary: "To pack → Partly shipped: staff",
  });
  expect(said("mail", "invoice_issued", "sent").kind).toBe("Invoice");
  expect(said("money", "chargeback_reversal", "booked").kind).toBe("Given back by the bank");
});

it("leaves what people wrote, what jobs are called, and what it does not know", () => {
  const why = "placed → cancelled: the → of it: all_of_it";
  expect(said("change", "order", "cancelled", why).summary).toBe(
    "Placed → Cancelled: the → of it: all_of_it",
  );
  expect(said("job", "payments.charge", "done").kind).toBe("payments.charge");
  expect(said("event", "order_sung", "hummed")).toMatchObject({ kind: "order_sung", state: "hummed" });
  expect(said("note", "note", "noted", "Stan: new → old: x").summary).toBe("Stan: new → old: x");
});
