import { expect, it } from "vitest";
import { eur } from "../../../tests/server";
import type { Product, Variant } from "../../api/generated";
import { variantWith } from "./Options";

const variant = (colour: string, size: string, available: number): Variant => ({
  id: `${colour}-${size}`,
  product_id: "p",
  sku: `${colour}-${size}`,
  name: "",
  price: eur(100),
  weight_g: 0,
  position: 0,
  available,
  options: { colour, size },
});

const option = (code: string, ...codes: string[]) => ({
  code,
  name: code,
  choices: codes.map((one) => ({ code: one, label: one })),
});

it("changes one choice and keeps the others, as far as there is such a variant", () => {
  const variants = [
    variant("red", "s", 1),
    variant("red", "l", 1),
    variant("blue", "l", 0),
    variant("blue", "xl", 3),
  ];
  const product = {
    variants,
    options: [option("colour", "red", "blue"), option("size", "s", "l", "xl")],
  } as unknown as Product;
  const of = (from: number, code: string, choice: string) =>
    variantWith(product, variants[from] as Variant, code, choice)?.id;
  expect(of(1, "colour", "blue")).toBe("blue-l");
  expect(of(0, "size", "l")).toBe("red-l");
  // There is no blue one in s: the one that can be bought goes first.
  expect(of(0, "colour", "blue")).toBe("blue-xl");
  expect(of(0, "colour", "green")).toBeUndefined();
});
