import { ChevronDown, RotateCcw, Truck } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import type { AttributeValue, Product, Variant } from "../../api/generated";
import { type Locale, useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";
import { useShop } from "./shop";

/** What one may want to know before buying: delivery, returns, and the details. */
export function Facts({ product, chosen }: { product: Product; chosen?: Variant }) {
  const text = useMessages();
  const locale = useLocale();
  const { data: shop } = useShop();
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const free = shop?.free_shipping_from;
  const weight = chosen && chosen.weight_g > 0 && new Intl.NumberFormat(locale).format(chosen.weight_g);
  return (
    <>
      <ul className="mt-6 grid gap-3 text-sm sm:grid-cols-2">
        {free && (
          <li className="flex items-center gap-3 rounded-2xl bg-sunken px-4 py-3.5">
            <Truck aria-hidden className="size-5 shrink-0 text-accent" strokeWidth={1.5} />
            {text.shop.freeFrom(formatMoney(free, locale))}
          </li>
        )}
        <li className="flex items-center gap-3 rounded-2xl bg-sunken px-4 py-3.5">
          <RotateCcw aria-hidden className="size-5 shrink-0 text-accent" strokeWidth={1.5} />
          {text.home.returns}
        </li>
      </ul>
      <div className="mt-8 border-t border-line">
        <Disclosure title={text.product.details}>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
            {product.attributes.map((attribute) => (
              <Fragment key={attribute.code}>
                <dt>{attribute.name}</dt>
                <dd>{toldOf(attribute, locale, text.list)}</dd>
              </Fragment>
            ))}
            <dt>{text.product.sku}</dt>
            <dd>{chosen?.sku}</dd>
            {weight && (
              <>
                <dt>{text.product.weight}</dt>
                <dd>{weight} g</dd>
              </>
            )}
          </dl>
          <p className="mt-2">{text.product.tax(percent.format(product.tax_rate_bp / 10_000))}</p>
        </Disclosure>
        <Disclosure title={text.product.delivery}>{text.product.deliveryText}</Disclosure>
      </div>
    </>
  );
}

function toldOf(attribute: AttributeValue, locale: Locale, text: { yes: string; no: string }): string {
  if (attribute.choices) return attribute.choices.map((choice) => choice.label).join(", ");
  if (attribute.number !== undefined) {
    return [new Intl.NumberFormat(locale).format(attribute.number), attribute.unit].filter(Boolean).join(" ");
  }
  return attribute.boolean ? text.yes : text.no;
}

function Disclosure({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group border-b border-line">
      <summary className="flex min-h-14 list-none items-center justify-between font-medium">
        {title}
        <ChevronDown aria-hidden className="size-5 text-muted transition-transform group-open:rotate-180" />
      </summary>
      <div className="pb-5 leading-relaxed text-muted">{children}</div>
    </details>
  );
}
