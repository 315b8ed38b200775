import type { Money } from "../api/generated";
import { useLocale } from "../i18n";
import { formatMoney } from "../lib/format";

/** An amount in the reader's way of writing it. `exact` keeps the cents of round amounts, for columns of numbers. */
export function Price({ money, exact, className }: { money: Money; exact?: boolean; className?: string }) {
  const locale = useLocale();
  return <span className={`tabular-nums ${className ?? ""}`}>{formatMoney(money, locale, exact)}</span>;
}
