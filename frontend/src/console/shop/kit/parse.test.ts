import { expect, it } from "vitest";
import { changed, moment, parseAmount, percent, typedAmount, typedMoment, words } from "./parse";

it("reads amounts as people of both languages write them", () => {
  for (const [text, currency, minor] of [
    ["12.50", "EUR", 1250],
    ["12,5", "EUR", 1250],
    ["1.234,50", "EUR", 123450],
    ["1,234.50", "EUR", 123450],
    ["1,234", "EUR", 123400],
    ["€ 7", "EUR", 700],
    ["-3.20", "EUR", -320],
    ["500", "JPY", 500],
    ["1,500", "JPY", 1500],
    ["5.5", "JPY", null],
    ["12.505.1", "EUR", null],
    ["", "EUR", null],
    ["ten", "EUR", null],
    ["1e3", "EUR", null],
    ["99999999999999999999", "EUR", null],
  ] as const) {
    expect(parseAmount(text, currency), `${text} ${currency}`).toBe(minor);
  }
  expect(typedAmount(1250, "EUR")).toBe("12.50");
  expect(typedAmount(undefined, "EUR")).toBe("");
  expect(typedAmount(500, "JPY")).toBe("500");
});

it("reads percentages, lists and moments, and refuses at the field", () => {
  expect(percent({ rate: "7,5 %" }, "rate")).toBe(750);
  expect(() => percent({ rate: "101" }, "rate")).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ field: "rate" })] }),
  );
  expect(words(" gift, , winter\nsale ")).toEqual(["gift", "winter", "sale"]);
  const time = "2026-11-22T10:30:00.000Z";
  expect(moment(typedMoment(time))).toBe(time);
  expect(moment("")).toBeUndefined();
});

it("says no more than what changed", () => {
  const before = { name: "Mug", tags: ["a"], seo_title: undefined };
  expect(changed({ name: "Mug", tags: ["a", "b"], seo_title: null }, before)).toEqual({ tags: ["a", "b"] });
});
