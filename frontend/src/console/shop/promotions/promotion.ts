/** What a promotion takes off, and whether it does so now. */
import type { Promotion } from "../../../api/generated";
import type { Locale } from "../../../i18n";
import type { en } from "../../../i18n/console/sales.en";
import { formatMoney } from "../../../lib/format";
import type { Tone } from "../../components/StatusPill";
import { formatPercent } from "../kit/units";

export type Phase = "running" | "planned" | "over" | "disabled";

export const PHASE_TONES: Record<Phase, Tone> = {
  running: "good",
  planned: "busy",
  over: "quiet",
  disabled: "quiet",
};

type Timed = Pick<Promotion, "enabled" | "starts_at" | "ends_at" | "uses" | "max_uses">;

/** Where a promotion stands at a time, in milliseconds since 1970. */
export function phase({ enabled, starts_at, ends_at, uses, max_uses }: Timed, now: number): Phase {
  if (!enabled) return "disabled";
  if (ends_at && Date.parse(ends_at) <= now) return "over";
  if (max_uses !== undefined && uses >= max_uses) return "over";
  return starts_at && Date.parse(starts_at) > now ? "planned" : "running";
}

export function worth(promotion: Promotion, text: typeof en, currency: string, locale: Locale): string {
  const { kind, percent_bp = 0, amount_minor = 0, buy_quantity = 0, get_quantity = 0 } = promotion;
  switch (kind) {
    case "percentage":
      return text.worth.percentage(formatPercent(percent_bp, locale));
    case "amount":
      return text.worth.amount(formatMoney({ amount_minor, currency }, locale));
    case "free_shipping":
      return text.worth.free_shipping;
    case "buy_x_get_y":
      return text.worth.buy_x_get_y(buy_quantity, get_quantity);
  }
}
