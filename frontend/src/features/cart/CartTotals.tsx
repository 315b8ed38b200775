import { Lock } from "lucide-react";
import { Link } from "react-router";
import type { Cart } from "../../api/generated";
import { Price } from "../../components/Price";
import { useMessages } from "../../i18n";
import { CartProblems } from "./CartProblems";
import { Codes } from "./Codes";
import { setDrawer } from "./cart";
import { Discounts } from "./Sums";

/** What it comes to, and the way to the checkout. */
export function CartTotals({ cart }: { cart: Cart }) {
  const text = useMessages().cart;
  const isBlocked = cart.lines.some((line) => line.problem);
  return (
    <>
      <CartProblems cart={cart} />
      <div className="mb-3">
        <Codes cart={cart} />
      </div>
      <dl className="space-y-1.5 text-sm">
        <Discounts discounts={cart.discounts} />
        <div className="flex justify-between text-muted">
          <dt>{text.shipping}</dt>
          <dd>{text.atCheckout}</dd>
        </div>
        <div className="flex items-baseline justify-between">
          <dt className="font-medium">
            {text.subtotal} <span className="font-normal text-muted">{text.inclTax}</span>
          </dt>
          <dd className="text-xl font-semibold" data-testid="subtotal">
            <Price money={cart.items_total} />
          </dd>
        </div>
      </dl>
      {isBlocked ? (
        <p
          role="status"
          className="mt-4 rounded-2xl bg-danger-soft px-4 py-3 text-center text-sm text-danger"
        >
          {text.fix}
        </p>
      ) : (
        <Link to="/checkout" className="btn-primary mt-4 w-full" onClick={() => setDrawer(false)}>
          <Lock aria-hidden className="size-4" />
          {text.checkout}
        </Link>
      )}
    </>
  );
}
