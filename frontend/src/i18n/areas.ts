import { type Locale, locale, useLocale } from ".";

/**
 * The texts of one area, in every language; they come with the pages that show them. German has the type of English, so
 * what is missing does not compile.
 *
 * The result is a hook for components; `now()` is for everything else.
 */
export function textsOf<T>(en: T, de: T) {
  const table: Record<Locale, T> = { en, de };
  const useText = (): T => table[useLocale()];
  return Object.assign(useText, { now: (): T => table[locale()] });
}
