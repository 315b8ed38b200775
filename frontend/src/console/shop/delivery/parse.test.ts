import { expect, it } from "vitest";
import { readBrackets, readTaxes, writeBrackets, writeTaxes } from "./parse";

it("reads what it wrote", () => {
  const rates = [
    { tax_class: "default", rate_bp: 1900 },
    { tax_class: "shipping", rate_bp: 750 },
  ];
  expect(readTaxes(writeTaxes(rates))).toEqual(rates);
  const brackets = [{ up_to: 2000, price_minor: 490 }, { price_minor: 990 }];
  for (const basis of ["weight", "price"] as const) {
    expect(readBrackets(writeBrackets(brackets, basis, "EUR"), basis, "EUR")).toEqual(brackets);
  }
});

it("refuses at the field what it does not understand", () => {
  const at = (field: string) => expect.objectContaining({ errors: [expect.objectContaining({ field })] });
  expect(() => readTaxes("default 19")).toThrow(at("tax_rates"));
  expect(() => readTaxes("default: 190")).toThrow(at("tax_rates"));
  expect(() => readBrackets("2 kg: 4.90", "weight", "EUR")).toThrow(at("brackets"));
  expect(() => readBrackets("2000: free", "weight", "EUR")).toThrow(at("brackets"));
});
