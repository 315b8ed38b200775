import { expect, it } from "vitest";
import { readParams, toQuery, writeAttributes } from "./params";

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
    facets: true,
  });
});

it("is not led astray by nonsense", () => {
  expect(toQuery(read("price_min=-1&price_max=x&sort=worst&in_stock=yes&q=%20"))).toEqual({
    sort: "newest",
    limit: 24,
    facets: true,
  });
  expect(read("page=0").page).toBe(1);
  expect(read("page=99999").page).toBe(20);
});

it("reads and writes brands, tags and attributes as the API does", () => {
  const params = read(
    "brand=kiln,loom,kiln&tag=new&attributes=colour:red,blue;width:10..50;;bad code:x;empty:",
  );
  expect(params.brands).toEqual(["kiln", "loom"]);
  expect(params.attributes).toEqual({ colour: ["red", "blue"], width: ["10..50"] });
  expect(writeAttributes(params.attributes)).toBe("colour:red,blue;width:10..50");
  expect(toQuery(params)).toMatchObject({
    brand: "kiln,loom",
    tag: "new",
    attributes: "colour:red,blue;width:10..50",
  });
});

it("lists a collection in the order of staff, unless another is asked for", () => {
  const of = (text: string) => toQuery(readParams(new URLSearchParams(text), undefined, "autumn"));
  expect(of("")).toMatchObject({ collection: "autumn", sort: "by_hand" });
  expect(of("sort=newest")).toMatchObject({ sort: "newest" });
  expect(toQuery(read("sort=by_hand"))).toMatchObject({ sort: "newest" });
});
