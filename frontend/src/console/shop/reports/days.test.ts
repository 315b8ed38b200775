import { expect, it } from "vitest";
import type { SalesDay } from "../../../api/generated";
import { byDay, dayBefore, daysBetween } from "./days";

it("counts days across months, in UTC", () => {
  const now = Date.parse("2026-03-01T00:30:00Z");
  expect(dayBefore(now, 0)).toBe("2026-03-01");
  expect(dayBefore(now, 1)).toBe("2026-02-28");
  expect(daysBetween("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(daysBetween("2026-03-02", "2026-03-01")).toEqual([]);
});

it("has a place for days without sales, and keeps currencies apart", () => {
  const sale = (day: string, currency: string, amount_minor: number) =>
    ({ day, currency, orders: 1, total: { amount_minor, currency } }) as SalesDay;
  const sales = [sale("2026-03-01", "EUR", 500), sale("2026-03-01", "USD", 900)];
  expect(byDay(["2026-02-28", "2026-03-01"], sales, "EUR")).toEqual([
    { day: "2026-02-28", total: 0, orders: 0 },
    { day: "2026-03-01", total: 500, orders: 1 },
  ]);
});
