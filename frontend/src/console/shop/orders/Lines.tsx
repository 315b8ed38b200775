import { Link } from "react-router";
import type { Money, Order, OrderLine } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { Panel } from "../../components/Panel";
import { formatPercent } from "../kit/units";
import { useOrderText } from "./text";

/** What was bought, and what it came to. */
export function Lines({ order }: { order: Order }) {
  const text = useOrderText();
  const locale = useLocale();
  const less = (money: Money) => ({ ...money, amount_minor: -money.amount_minor });
  return (
    <Panel title={text.lines}>
      <ul className="divide-y divide-line">
        {order.lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
      <dl className="mt-3 space-y-1.5 border-t border-line pt-3">
        <Sum name={text.items} money={order.items_total} />
        <Sum name={text.shipping(order.shipping_name)} money={order.shipping_total} />
        {order.discount_total.amount_minor > 0 && (
          <Sum name={text.discounted} money={less(order.discount_total)} isQuiet />
        )}
        {order.taxes.map((tax) => (
          <Sum
            key={tax.rate_bp}
            name={`${text.tax(formatPercent(tax.rate_bp, locale))}${order.prices_include_tax ? `, ${text.taxIncluded}` : ""}`}
            money={tax.tax}
            isQuiet
          />
        ))}
        <Sum name={text.total} money={order.total} isStrong />
        <Sum name={text.paid} money={order.captured_total} />
        {order.refunded_total.amount_minor > 0 && (
          <Sum name={text.refunded} money={less(order.refunded_total)} />
        )}
      </dl>
    </Panel>
  );
}

function Line({ line }: { line: OrderLine }) {
  const text = useOrderText();
  return (
    <li className="flex items-start justify-between gap-4 py-2.5 first:pt-0">
      <div className="min-w-0">
        <Link
          to={`/shop/products/${line.product_id}`}
          className="font-medium [overflow-wrap:anywhere] hover:underline"
        >
          {line.name}
        </Link>
        <p className="text-muted">
          <code className="text-xs">{line.sku}</code> · {line.quantity} ×{" "}
          <Price money={line.unit_price} exact />
        </p>
        {line.discounts.map((discount) => (
          <p key={discount.promotion_id} className="text-muted">
            {discount.name}:{" "}
            <Price money={{ ...discount.amount, amount_minor: -discount.amount.amount_minor }} exact />
          </p>
        ))}
      </div>
      <span className="shrink-0 text-right">
        <span className="sr-only">{text.total} </span>
        <Price money={line.total} exact />
      </span>
    </li>
  );
}

interface SumProps {
  name: string;
  money: Money;
  isStrong?: boolean;
  isQuiet?: boolean;
}

function Sum({ name, money, isStrong, isQuiet }: SumProps) {
  return (
    <div className={`flex justify-between gap-4 ${isStrong ? "font-semibold" : isQuiet ? "text-muted" : ""}`}>
      <dt>{name}</dt>
      <dd>
        <Price money={money} exact />
      </dd>
    </div>
  );
}
