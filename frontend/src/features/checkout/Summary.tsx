import { Link } from "react-router";
import type { Cart, Money } from "../../api/generated";
import { Picture } from "../../components/Picture";
import { Price } from "../../components/Price";
import { useMessages } from "../../i18n";
import { CartProblems } from "../cart/CartProblems";
import { Codes } from "../cart/Codes";
import { namesOf } from "../cart/cart";
import { Discounts, Taxes } from "../cart/Sums";
import type { Delivery } from "./delivery";

interface SummaryProps {
  cart: Cart;
  /** With shipping and the taxes of the place, once that is known. */
  priced?: Cart;
  delivery?: Delivery;
  total: Money;
}

/** What is being bought, and what it comes to. */
export function Summary({ cart, priced, delivery, total }: SummaryProps) {
  const text = useMessages();
  const sums = priced ?? cart;
  const shipping = priced?.shipping?.subtotal ?? delivery?.price;
  return (
    <div className="panel">
      <div className="flex items-baseline justify-between">
        <h2 className="text-lg font-semibold">{text.checkout.review}</h2>
        <Link to="/cart" className="text-link text-sm">
          {text.checkout.edit}
        </Link>
      </div>
      <ul className="mt-4 space-y-4">
        {cart.lines.map((line) => {
          const names = namesOf(line);
          return (
            <li key={line.variant_id} className="flex gap-3">
              <span className="relative aspect-4/5 w-14 shrink-0">
                <span className="block h-full overflow-hidden rounded-xl bg-sunken">
                  {line.image_url && (
                    <Picture image={{ url: line.image_url, alt: "", width: 800, height: 1000 }} />
                  )}
                </span>
                <span
                  aria-hidden
                  className="absolute -top-1.5 -right-1.5 grid h-5.5 min-w-5.5 place-items-center rounded-full bg-fg px-1 text-xs font-medium text-bg tabular-nums"
                >
                  {line.quantity}
                </span>
              </span>
              <span className="min-w-0 flex-1 text-sm">
                <span className="block font-medium">{names.product}</span>
                {names.variant && <span className="block text-muted">{names.variant}</span>}
                <span className="sr-only">
                  {text.product.quantity}: {line.quantity}
                </span>
              </span>
              <Price money={line.total} exact className="text-sm" />
            </li>
          );
        })}
      </ul>
      <div className="mt-4 border-t border-line pt-4">
        <CartProblems cart={cart} />
        <Codes cart={cart} />
      </div>
      <dl className="mt-4 space-y-2 border-t border-line pt-4 text-sm">
        <div className="flex justify-between">
          <dt className="text-muted">{text.checkout.items}</dt>
          <dd>
            <Price money={sums.subtotal} exact />
          </dd>
        </div>
        <Discounts discounts={sums.discounts} />
        <div className="flex justify-between">
          <dt className="text-muted">{text.checkout.shipping}</dt>
          <dd>
            {!shipping ? (
              "–"
            ) : shipping.amount_minor === 0 ? (
              text.checkout.freePrice
            ) : (
              <Price money={shipping} exact />
            )}
          </dd>
        </div>
        <div className="flex items-baseline justify-between border-t border-line pt-3">
          <dt className="text-base font-semibold">
            {text.checkout.total}{" "}
            <span className="text-sm font-normal text-muted">{text.checkout.totalTax}</span>
          </dt>
          <dd className="text-xl font-semibold" data-testid="total">
            <Price money={total} exact />
          </dd>
        </div>
        {priced && <Taxes taxes={priced.taxes} />}
      </dl>
    </div>
  );
}
