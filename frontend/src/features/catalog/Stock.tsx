import { Check } from "lucide-react";
import type { Backorder, Variant } from "../../api/generated";
import { useLocale, useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { formatDate } from "../../lib/format";
import { useBackorderText } from "./backorder.text";

/** At most so many at once. */
const MOST = 20;

/** What is not there may be ordered all the same where the shop says so, and is sent once it is. */
export const buyableOf = (variant: Variant) =>
  (variant.available ?? 0) + (variant.backorder ? (variant.backorder.left ?? MOST) : 0);

export const canBuy = (variant: Variant) => buyableOf(variant) > 0;

interface StockProps {
  available: number;
  /** How many are about to be bought. */
  wanted: number;
  backorder?: Backorder;
}

export function Stock({ available, wanted, backorder }: StockProps) {
  const text = useMessages().product;
  if (wanted > available && backorder && (backorder.left ?? MOST) > 0) {
    return <Awaited available={available} expectedAt={backorder.expected_at} />;
  }
  if (available === 0) return <p className="mt-4 text-sm text-danger">{text.none}</p>;
  const isScarce = available < 6;
  return (
    <p
      className={cx(
        "mt-4 flex items-center gap-2 text-sm",
        isScarce ? "font-medium text-sale" : "text-muted",
      )}
    >
      <Check aria-hidden className="size-4" />
      {isScarce ? text.left(available) : text.inStock}
    </p>
  );
}

function Awaited({ available, expectedAt }: { available: number; expectedAt?: string }) {
  const text = useBackorderText();
  const locale = useLocale();
  const note = available > 0 ? text.some(available) : text.none;
  return (
    <p className="mt-4 text-sm text-muted">
      {note} {expectedAt ? text.shipsFrom(formatDate(expectedAt, locale)) : text.shipsLater}
    </p>
  );
}
