import { expect, it } from "vitest";
import { formatDuration, relative } from "./time";

it("says durations in the unit in which they are understood", () => {
  const said = [0, 850, 1500, 12_400, 3_400_000, 45_000_000, 125_000_000, 7_260_000_000, 200_000_000_000_000];
  expect(said.map(formatDuration)).toEqual([
    "0 µs",
    "850 µs",
    "1.5 ms",
    "12 ms",
    "3.4 s",
    "45 s",
    "2 min 5 s",
    "2 h 1 min",
    "2314 d 19 h",
  ]);
});

it("says how long ago and how soon, in the reader's language", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const say = (time: string, locale: "en" | "de") => relative(time, now, locale, "now");
  expect(say("2026-11-22T11:59:59Z", "en")).toBe("now");
  expect(say("2026-11-22T11:57:00Z", "en")).toBe("3 min. ago");
  expect(say("2026-11-22T14:10:00Z", "en")).toBe("in 2 hr.");
  expect(say("2026-11-20T11:00:00Z", "de")).toBe("vor 2 Tagen");
});
