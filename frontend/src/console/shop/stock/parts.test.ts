import { expect, it } from "vitest";
import { typedParts, wantedParts } from "./parts";

it("reads parts as they are typed, and types them the same way", () => {
  const set = [
    { sku: "TEA-POT", quantity: 1 },
    { sku: "CUP", quantity: 2 },
    { sku: "12", quantity: 1 },
  ];
  expect(wantedParts("TEA-POT, 2 CUP, 12")).toEqual(set);
  expect(wantedParts("1 × TEA-POT\n2x CUP,12")).toEqual(set);
  expect(wantedParts(typedParts(set))).toEqual(set);
  expect(wantedParts(" ")).toEqual([]);
  for (const wrong of ["two cups", "2 3 CUP", "-1 CUP", "CUP 2"]) expect(wantedParts(wrong)).toBeNull();
});
