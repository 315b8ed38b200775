import { expect, it } from "vitest";
import { lastMonths, monthNamed } from "./months";

it("goes back month by month, over the turn of the year", () => {
  expect(lastMonths(Date.UTC(2026, 1, 28, 23, 59), 4)).toEqual(["2026-02", "2026-01", "2025-12", "2025-11"]);
});

it("knows the last day of a month", () => {
  expect(monthNamed("2028-02")).toEqual({ name: "2028-02", from: "2028-02-01", to: "2028-02-29" });
  expect(monthNamed("2026-12")?.to).toBe("2026-12-31");
  for (const none of ["2026-13", "2026-1", "", "x"]) expect(monthNamed(none)).toBeUndefined();
});
