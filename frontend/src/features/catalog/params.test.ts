import { expect, it } from "vitest";
import { readParams, toQuery } from "./params";

const read = (text: string) => readParams(new URLSearchParams(text));

it("takes an address as the question that it is", () => {
  const params = readParams(
    new URLSearchParams("q=mug&price_min=1000&in_stock=true&sort=price_asc&page=3"),
    "kitchen",
  );
  expect(params.page).toBe(3);
  expect(toQuery(params)).toEqual({
    category: "kitchen",
    q: "mug",
    price_min: 1000,
    in_stock: true,
    sort: "price_asc",
    limit: 24,
  });
});

it("is not led astray by nonsense", () => {
  expect(toQuery(read("price_min=-1&price_max=x&sort=worst&in_stock=yes&q=%20"))).toEqual({
    sort: "newest",
    limit: 24,
  });
  expect(read("page=0").page).toBe(1);
  expect(read("page=99999").page).toBe(20);
});
