import type { Cart } from "../../api/generated";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";
import { namesOf, useCartActions } from "./cart";

/** Prices that changed since they were seen, and a way to agree to them. Other problems stand at their lines. */
export function CartProblems({ cart }: { cart: Cart }) {
  const text = useMessages().cart;
  const locale = useLocale();
  const { confirmPrices, isBusy } = useCartActions();
  const changed = cart.problems.filter((problem) => problem.code === "price_changed");
  if (changed.length === 0) return null;
  return (
    <div role="status" className="mb-4 rounded-2xl bg-sale-soft px-4 py-3 text-sm">
      <p className="font-medium">{text.pricesChanged}</p>
      <ul className="mt-1">
        {changed.map((problem) => {
          const line = cart.lines.find((line) => line.id === problem.line_id);
          const money = (amount: typeof problem.from) => (amount ? formatMoney(amount, locale) : "");
          return (
            <li key={problem.line_id ?? problem.detail}>
              {line
                ? text.changedFromTo(namesOf(line).product, money(problem.from), money(problem.to))
                : problem.detail}
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        className="btn-quiet mt-3 h-10 bg-surface px-4 text-sm"
        aria-busy={isBusy}
        onClick={() => confirmPrices(cart)}
      >
        {text.agree}
      </button>
    </div>
  );
}
