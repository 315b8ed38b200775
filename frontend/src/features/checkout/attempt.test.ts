import { beforeEach, expect, it } from "vitest";
import { attemptDone, attemptKey } from "./attempt";

beforeEach(() => sessionStorage.clear());

it("the same body keeps its key, another one gets another", () => {
  const first = attemptKey("order", { total: 1 });
  expect(attemptKey("order", { total: 1 })).toBe(first);
  const second = attemptKey("order", { total: 2 });
  expect(second).not.toBe(first);
  expect(attemptKey("payment", { total: 2 })).not.toBe(second);
});

it("what is done is over", () => {
  const first = attemptKey("order", { total: 1 });
  attemptDone("order");
  expect(attemptKey("order", { total: 1 })).not.toBe(first);
});

it("keeps nothing of what was sent", () => {
  attemptKey("order", { token: "tok_4242424242424242" });
  expect(JSON.stringify({ ...sessionStorage })).not.toContain("4242");
});
