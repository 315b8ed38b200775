import { describe, expect, it } from "vitest";
import { countryName, formatMoney, minorUnits } from "./format";

describe("money", () => {
  it("is written as the reader writes it, without cents where there are none", () => {
    expect(formatMoney({ amount_minor: 2400, currency: "EUR" }, "en")).toBe("€24");
    expect(formatMoney({ amount_minor: 2490, currency: "EUR" }, "en")).toBe("€24.90");
    expect(formatMoney({ amount_minor: 2400, currency: "EUR" }, "en", true)).toBe("€24.00");
    expect(formatMoney({ amount_minor: 123456, currency: "EUR" }, "de").replace(/\s/g, " ")).toBe(
      "1.234,56 €",
    );
  });

  it("knows currencies without cents and with three of them", () => {
    expect(minorUnits("JPY")).toBe(1);
    expect(minorUnits("TND")).toBe(1000);
    expect(formatMoney({ amount_minor: 500, currency: "JPY" }, "en")).toContain("500");
  });
});

it("names countries in the reader's language", () => {
  expect(countryName("DE", "en")).toBe("Germany");
  expect(countryName("DE", "de")).toBe("Deutschland");
  expect(countryName("??", "en")).toBe("??");
});
