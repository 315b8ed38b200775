import { expect, it } from "vitest";
import { formatBytes, formatDay, formatPercent } from "./units";

it("writes sizes, shares and days as people say them", () => {
  expect(formatBytes(0, "en")).toBe("0 byte");
  expect(formatBytes(1_500_000, "en")).toBe("1.5 MB");
  expect(formatPercent(750, "en")).toBe("7.5%");
  expect(formatDay("2026-11-22", "en")).toBe("22 Nov");
});
