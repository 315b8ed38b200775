import { expect, it } from "vitest";
import { condition, flat, toRule } from "./rule";

it("shows rules of one level and gives them back as they were", () => {
  const rule = { any: [{ tags: ["gift"] }, { price: { max_minor: 2000 } }] };
  const shown = flat(rule);
  expect(shown?.conditions.map((one) => one.kind)).toEqual(["tags", "price"]);
  expect(shown && toRule(shown)).toEqual(rule);
  expect(flat({ tags: ["gift"] })?.match).toBe("all");
});

it("does not pretend to understand what is nested deeper", () => {
  expect(flat({ all: [{ any: [{ tags: ["a"] }] }] })).toBeNull();
});

it("leaves out conditions in which nothing stands", () => {
  const empty = [condition("tags", { tags: [] }), condition("price", { price: {} }), condition("attribute")];
  expect(toRule({ match: "all", conditions: empty })).toBeNull();
  const one = condition("brand_ids", { brand_ids: ["b"], tags: ["left over"] });
  expect(toRule({ match: "none", conditions: [...empty, one] })).toEqual({ none: [{ brand_ids: ["b"] }] });
});
