import type { Locale } from "../../../i18n";

const TAGS: Record<Locale, string> = { en: "en-IE", de: "de-DE" };

/** Basis points as `19 %`, `7.5%`. */
export const formatPercent = (bp: number, locale: Locale) =>
  new Intl.NumberFormat(TAGS[locale], { style: "percent", maximumFractionDigits: 2 }).format(bp / 10_000);

export const formatCount = (count: number, locale: Locale) =>
  new Intl.NumberFormat(TAGS[locale]).format(count);

/** A number of bytes as people say it. */
export function formatBytes(bytes: number, locale: Locale): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return new Intl.NumberFormat(TAGS[locale], {
    style: "unit",
    unit: units[step],
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

/** `12 Nov`, for the axis of a chart. */
export const formatDay = (day: string, locale: Locale) =>
  new Intl.DateTimeFormat(TAGS[locale], { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
