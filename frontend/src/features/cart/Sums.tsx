import type { Cart, Discount } from "../../api/generated";
import { Price } from "../../components/Price";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";

/** What was taken off, and by what: one line each. */
export function Discounts({ discounts }: { discounts: Discount[] }) {
  const locale = useLocale();
  return discounts.map((discount) => (
    <div
      key={`${discount.promotion_id}${discount.code ?? ""}`}
      className="flex justify-between gap-4 text-accent"
    >
      <dt className="min-w-0 break-words">
        {discount.name}
        {discount.code && <span className="text-muted"> ({discount.code})</span>}
      </dt>
      <dd className="shrink-0 tabular-nums">−{formatMoney(discount.amount, locale, true)}</dd>
    </div>
  ));
}

/** The taxes that the total contains, by rate. */
export function Taxes({ taxes }: { taxes: Cart["taxes"] }) {
  const text = useMessages().checkout;
  const locale = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });
  return taxes
    .filter((tax) => tax.tax.amount_minor > 0)
    .map((tax) => (
      <div key={tax.rate_bp} className="flex justify-between gap-4 text-muted">
        <dt>{text.taxAt(percent.format(tax.rate_bp / 10_000))}</dt>
        <dd>
          <Price money={tax.tax} exact />
        </dd>
      </div>
    ));
}
