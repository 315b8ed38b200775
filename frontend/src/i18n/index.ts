/**
 * The texts of the shop, in one typed table per language. English comes with the first load, others when they are
 * asked for. A text that a language lacks, or one that is spelt differently, does not compile.
 */

import { device } from "../lib/storage";
import { createStore, useStore } from "../lib/store";
import { en } from "./en";

export type Messages = typeof en;
export const LOCALES = { en: "English", de: "Deutsch" } as const;
export type Locale = keyof typeof LOCALES;

const current = createStore<{ locale: Locale; messages: Messages }>({ locale: "en", messages: en });

export const useMessages = (): Messages => useStore(current).messages;
export const useLocale = (): Locale => useStore(current).locale;
/** Outside of components, at the moment of the call. */
export const messages = (): Messages => current.get().messages;
export const locale = (): Locale => current.get().locale;

const isLocale = (text: string | null | undefined): text is Locale => text === "en" || text === "de";

/** What the person chose on this device, otherwise the first of the browser's languages that the shop speaks. */
function preferred(): Locale {
  const chosen = device.read<string>("locale");
  if (isLocale(chosen)) return chosen;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return spoken.find(isLocale) ?? "en";
}

async function show(next: Locale) {
  const table = next === "de" ? (await import("./de")).de : en;
  document.documentElement.lang = next;
  current.set({ locale: next, messages: table });
}

export const startLocale = () => show(preferred());

export async function chooseLocale(next: Locale) {
  device.write("locale", next);
  await show(next);
}
