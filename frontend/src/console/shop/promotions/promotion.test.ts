import { expect, it } from "vitest";
import { phase } from "./promotion";

it("knows whether a promotion runs", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const at = { enabled: true, uses: 3 };
  expect(phase(at, now)).toBe("running");
  expect(phase({ ...at, enabled: false }, now)).toBe("disabled");
  expect(phase({ ...at, starts_at: "2026-11-22T12:00:01Z" }, now)).toBe("planned");
  expect(phase({ ...at, ends_at: "2026-11-22T12:00:00Z" }, now)).toBe("over");
  expect(phase({ ...at, max_uses: 3 }, now)).toBe("over");
});
