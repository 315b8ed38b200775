import type { Address, Discount, Order } from "../../api/generated";
import { Price } from "../../components/Price";
import { useLocale, useMessages } from "../../i18n";
import { countryName } from "../../lib/format";
import { namesOf } from "../cart/cart";
import { Discounts } from "../cart/Sums";
import { addressLines } from "../checkout/address";
import { isTakenOff } from "./door";

/** What was ordered, what it came to, and where it goes. */
export function Contents({ order }: { order: Order }) {
  const text = useMessages();
  const sums = [
    { label: text.checkout.items, money: order.items_total },
    { label: `${text.order.shipping}, ${order.shipping_name}`, money: order.shipping_total },
  ];
  // One line for each promotion, whatever it was taken off.
  const taken = new Map<string, Discount>();
  for (const one of [...order.lines.flatMap((line) => line.discounts), ...order.shipping_discounts]) {
    const before = taken.get(one.promotion_id)?.amount.amount_minor ?? 0;
    taken.set(one.promotion_id, {
      ...one,
      amount: { ...one.amount, amount_minor: before + one.amount.amount_minor },
    });
  }
  return (
    <section aria-labelledby="contents" className="panel self-start">
      <h2 id="contents" className="text-lg font-semibold">
        {text.order.items}
      </h2>
      <ul className="mt-3 divide-y divide-line">
        {order.lines.map((line) => {
          const names = namesOf(line);
          return (
            <li key={line.variant_id} className="flex justify-between gap-4 py-3 text-[0.9375rem]">
              <span className="min-w-0">
                <span className="font-medium">{names.product}</span>
                <span className="block text-sm text-muted">
                  {line.quantity} × <Price money={line.unit_price} exact />
                  {names.variant && ` · ${names.variant}`}
                </span>
              </span>
              <Price money={line.total} exact />
            </li>
          );
        })}
      </ul>
      <dl className="space-y-2 border-t border-line pt-4 text-sm">
        {sums.map((sum) => (
          <div key={sum.label} className="flex justify-between gap-4">
            <dt className="text-muted">{sum.label}</dt>
            <dd>
              <Price money={sum.money} exact />
            </dd>
          </div>
        ))}
        {taken.size > 0 && (
          <div className="rounded-2xl bg-accent-soft px-3.5 py-2">
            <dt className="sr-only">{text.cart.codes}</dt>
            <dd>
              <dl className="space-y-1">
                <Discounts discounts={[...taken.values()]} />
              </dl>
            </dd>
          </div>
        )}
        <div className="flex items-baseline justify-between border-t border-line pt-3">
          <dt className="text-base font-semibold">{text.order.total}</dt>
          <dd className="text-xl font-semibold">
            <Price money={order.total} exact />
          </dd>
        </div>
        <div className="flex justify-between text-muted">
          <dt>{text.order.tax}</dt>
          <dd>
            <Price money={order.tax_total} exact />
          </dd>
        </div>
        {order.refunds.map((refund) => (
          <div key={refund.id} className="flex justify-between gap-4">
            <dt>
              {text.order.refunded}{" "}
              <span className="text-muted">
                ({isTakenOff(order, refund) ? text.order.takenOff : text.order.refundStates[refund.state]})
              </span>
            </dt>
            <dd>
              <Price money={refund.amount} exact />
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-6 grid gap-5 border-t border-line pt-5 text-sm sm:grid-cols-2">
        <Where title={text.order.shipTo} address={order.shipping_address} />
        <Where title={text.order.billTo} address={order.billing_address} />
      </div>
    </section>
  );
}

function Where({ title, address }: { title: string; address: Address }) {
  const locale = useLocale();
  return (
    <div>
      <h3 className="font-semibold">{title}</h3>
      <address className="mt-1 leading-relaxed text-muted not-italic">
        {addressLines(address, countryName(address.country, locale)).map((line) => (
          <span key={line} className="block">
            {line}
          </span>
        ))}
      </address>
    </div>
  );
}
