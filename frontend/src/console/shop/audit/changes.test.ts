import { expect, it } from "vitest";
import { changes, written } from "./changes";

it("says field by field what changed, and nothing of what stayed", () => {
  const before = { name: "Mug", price: 900, tags: ["a"], seller: { city: "Bonn", name: "P" } };
  const after = { name: "Cup", price: 900, tags: ["a"], seller: { city: "Berlin", name: "P" } };
  expect(changes(before, after)).toEqual([
    { field: "name", before: "Mug", after: "Cup" },
    { field: "seller.city", before: "Bonn", after: "Berlin" },
  ]);
});

it("shows all of what was made or deleted", () => {
  expect(changes(undefined, { name: "Mug", note: null })).toEqual([
    { field: "name", before: undefined, after: "Mug" },
  ]);
  expect(changes({ roles: ["a"] }, null).map((one) => one.field)).toEqual(["roles"]);
  expect(changes("a", "b")).toEqual([{ field: "", before: "a", after: "b" }]);
  expect(changes(null, null)).toEqual([]);
});

it("writes values for people", () => {
  expect([written(null), written("x"), written(3), written(["a"])]).toEqual(["–", "x", "3", '["a"]']);
});
