import { Truck } from "lucide-react";
import type { Money } from "../../api/generated";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";
import { useShop } from "../catalog/shop";

/** How far it is to free shipping, in shops that have it. */
export function FreeShipping({ total }: { total: Money }) {
  const text = useMessages().cart;
  const locale = useLocale();
  const from = useShop().data?.free_shipping_from;
  if (!from || from.currency !== total.currency || from.amount_minor === 0) return null;
  const left = from.amount_minor - total.amount_minor;
  const share = Math.min(1, total.amount_minor / from.amount_minor);
  return (
    <div className="my-4 rounded-2xl bg-accent-soft p-4">
      <p className="flex items-center gap-2 text-sm">
        <Truck aria-hidden className="size-4 shrink-0 text-accent" />
        {left > 0 ? text.away(formatMoney({ ...from, amount_minor: left }, locale)) : text.free}
      </p>
      <div
        role="progressbar"
        aria-label={text.progress}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mt-2.5 h-1.5 overflow-hidden rounded-full bg-accent/15"
      >
        <div
          className="h-full origin-left rounded-full bg-accent transition-transform duration-500 ease-out-soft"
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
    </div>
  );
}
