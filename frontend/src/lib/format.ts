import type { Money } from "../api/generated";
import type { Locale } from "../i18n";

/** English as it is written where prices are in euros. */
const TAGS: Record<Locale, string> = { en: "en-IE", de: "de-DE" };

const formats = new Map<string, Intl.NumberFormat>();

function currencyFormat(locale: Locale, currency: string, whole: boolean): Intl.NumberFormat {
  const key = `${locale} ${currency} ${whole}`;
  let format = formats.get(key);
  if (!format) {
    const digits = whole ? { minimumFractionDigits: 0 } : {};
    format = new Intl.NumberFormat(TAGS[locale], { style: "currency", currency, ...digits });
    formats.set(key, format);
  }
  return format;
}

/** How many minor units make one: 100 for EUR, 1 for JPY. */
export function minorUnits(currency: string): number {
  const digits = currencyFormat("en", currency, false).resolvedOptions().maximumFractionDigits ?? 2;
  return 10 ** digits;
}

/** `€24` or, with `exact` or when there are cents, `€24.00`. */
export function formatMoney(money: Money, locale: Locale, exact = false): string {
  const unit = minorUnits(money.currency);
  const whole = !exact && money.amount_minor % unit === 0;
  return currencyFormat(locale, money.currency, whole).format(money.amount_minor / unit);
}

export const formatDate = (time: string, locale: Locale) =>
  new Intl.DateTimeFormat(TAGS[locale], { dateStyle: "medium" }).format(new Date(time));

export const formatTime = (time: string, locale: Locale) =>
  new Intl.DateTimeFormat(TAGS[locale], { timeStyle: "medium" }).format(new Date(time));

export const formatMoment = (time: string, locale: Locale) =>
  new Intl.DateTimeFormat(TAGS[locale], { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

/** The name of a country in the reader's language. */
export function countryName(code: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames([TAGS[locale]], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
