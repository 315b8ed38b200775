import { locale } from "../../i18n";

const TAGS = { en: "en-IE", de: "de-DE" };

export const count = (value: number) => value.toLocaleString(TAGS[locale()]);

/** A rate with as many digits as mean something. */
export const rate = (value: number) =>
  value.toLocaleString(TAGS[locale()], { maximumFractionDigits: value < 10 ? 1 : 0 });

/** Short, for axes: `1.2k`, `0.15`. */
export const compact = (value: number) =>
  value.toLocaleString(TAGS[locale()], { notation: "compact", maximumFractionDigits: value < 1 ? 2 : 1 });
