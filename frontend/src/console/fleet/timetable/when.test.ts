import { expect, it } from "vitest";
import { en } from "../../../i18n/console/machinery.en";
import { inWords } from "./when";

it.each([
  ["every 15 seconds", "every 15 seconds"],
  ["*/10 * * * *", "every 10 minutes"],
  ["5 * * * *", "hourly at minute 5"],
  ["30 2 * * *", "daily at 02:30"],
  ["0 10 * * 1", "Mondays at 10:00"],
  ["0 10 * * 7", "Sundays at 10:00"],
  ["0 10 1 * *", "0 10 1 * *"],
  ["0 8-18 * * 1-5", "0 8-18 * * 1-5"],
])("says %s in words where words are clearer", (when, words) => {
  expect(inWords(when, en.timetable, "en")).toBe(words);
});
