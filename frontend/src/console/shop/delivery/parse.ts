/** Tax rates and prices of parcels as lines of text. */
import type { ShippingBasis, ShippingBracket, ZoneTaxRate } from "../../../api/generated";
import { parseAmount, percent, refuse, typedAmount } from "../kit/parse";
import { useSalesText } from "../kit/salesText";

const lines = (typed: string) => typed.split("\n").filter((line) => line.trim());

/** `default: 19` in each line. */
export function readTaxes(typed: string): ZoneTaxRate[] {
  return lines(typed).map((line) => {
    const [, tax_class, rate] = /^\s*([a-z0-9_]+)\s*:\s*(\S+)\s*%?\s*$/.exec(line) ?? [];
    if (!tax_class || !rate) refuse("tax_rates", useSalesText.now().badTaxes);
    return { tax_class, rate_bp: percent({ tax_rates: rate }, "tax_rates") };
  });
}

export const writeTaxes = (rates: ZoneTaxRate[]) =>
  rates.map((rate) => `${rate.tax_class}: ${rate.rate_bp / 100}`).join("\n");

/** `2000: 4.90` in each line, `*` for what has no limit; limits are grams or amounts. */
export function readBrackets(typed: string, basis: ShippingBasis, currency: string): ShippingBracket[] {
  const bad = (): never => refuse("brackets", useSalesText.now().badBrackets);
  return lines(typed).map((line) => {
    const [, limit = "", price = ""] = /^\s*([^:\s]+)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
    const price_minor = parseAmount(price, currency);
    if (price_minor === null) return bad();
    if (limit === "*") return { price_minor };
    const up_to =
      basis === "weight" ? (/^\d+$/.test(limit) ? Number(limit) : null) : parseAmount(limit, currency);
    return up_to === null ? bad() : { up_to, price_minor };
  });
}

export const writeBrackets = (brackets: ShippingBracket[], basis: ShippingBasis, currency: string) =>
  brackets
    .map(({ up_to, price_minor }) => {
      const limit =
        up_to === undefined ? "*" : basis === "weight" ? String(up_to) : typedAmount(up_to, currency);
      return `${limit}: ${typedAmount(price_minor, currency)}`;
    })
    .join("\n");
