import { expect, it } from "vitest";
import { cart, eur, line } from "../../../tests/server";
import { namesOf, unitsIn, withAdded, withLines, withQuantity } from "./cart";
import { cartTokenFor } from "./token";

it("sums follow the lines", () => {
  const one = cart(line(1));
  expect(withQuantity(one, line(1).id, 3).items_total).toEqual(eur(7200));
  expect(withLines(one, []).items_total).toEqual(eur(0));
  expect(unitsIn(withQuantity(one, line(1).id, 3))).toBe(3);
});

it("what is added joins its line, or makes one", () => {
  const added = {
    variantId: line(1).variant_id,
    quantity: 2,
    name: "Dune Stoneware Mug – Sand",
    price: eur(2400),
    available: 4,
    slug: "dune-mug",
  };
  expect(withAdded(cart(line(1)), added).lines.map((one) => one.quantity)).toEqual([3]);
  const other = withAdded(cart(line(1)), { ...added, variantId: "other" });
  expect(other.lines.map((one) => one.quantity)).toEqual([1, 2]);
  expect(withAdded(null, added).items_total).toEqual(eur(4800));
});

it("a line's name is the product's and the variant's", () => {
  expect(namesOf(line(1))).toEqual({ product: "Dune Stoneware Mug", variant: "Sand" });
  expect(namesOf({ name: "Plain" })).toEqual({ product: "Plain", variant: "" });
});

it("a guest's order opens with the token of its own cart only", () => {
  const id = "01930000-0000-7000-8000-0000000000d1";
  sessionStorage.setItem("penden.order-tokens", JSON.stringify({ [id]: "its-own" }));
  expect(cartTokenFor(`/api/v1/orders/${id}/invoice`, true)).toBe("its-own");
  expect(cartTokenFor("/api/v1/orders/01930000-0000-7000-8000-0000000000d2", false)).toBeNull();
  expect(cartTokenFor("/api/v1/me", false)).toBeNull();
});
