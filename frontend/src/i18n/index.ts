/**
 * The texts of the shop, in one typed table per language. What the first page says in English comes with it, everything
 * else when it is asked for. A text that a language lacks, or one that is spelt differently, does not compile.
 */

import { device } from "../lib/storage";
import { createStore, useStore } from "../lib/store";
import { en } from "./en";
import type { more } from "./more.en";

export type Messages = typeof en & typeof more;
export const LOCALES = { en: "English", de: "Deutsch" } as const;
export type Locale = keyof typeof LOCALES;

/** English as far as it is here. Pages that need the rest wait for `allTexts`. */
let english = en as Messages;
const current = createStore<{ locale: Locale; messages: Messages }>({ locale: "en", messages: english });

export const useMessages = (): Messages => useStore(current).messages;
export const useLocale = (): Locale => useStore(current).locale;
/** Outside of components, at the moment of the call. */
export const messages = (): Messages => current.get().messages;
export const locale = (): Locale => current.get().locale;

const isLocale = (text: string | null | undefined): text is Locale => text === "en" || text === "de";

/** What the person chose on this device, otherwise the first of the browser's languages that the shop speaks. */
export function preferredLocale(): Locale {
  const chosen = device.read<string>("locale");
  if (isLocale(chosen)) return chosen;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return spoken.find(isLocale) ?? "en";
}

async function tableOf(locale: Locale): Promise<Messages> {
  if (locale === "de") return (await import("./de")).de;
  const { more } = await import("./more.en");
  english = { ...en, ...more };
  return english;
}

/** What is shown, or will be in a moment. */
let wanted: Locale = "en";

async function show(next: Locale) {
  wanted = next;
  const messages = await tableOf(next);
  if (next !== wanted) return;
  document.documentElement.lang = next;
  current.set({ locale: next, messages });
}

/** The texts of the language that is shown, all of them. Other languages than English are there as a whole. */
export async function allTexts(): Promise<void> {
  if (wanted === "en" && english === en) await show("en");
}

/** In the language that is preferred. `onlyFirst`: what the first page says will do for now. */
export async function startLocale({ onlyFirst = false } = {}): Promise<void> {
  const next = preferredLocale();
  wanted = next;
  if (onlyFirst && next === "en") document.documentElement.lang = next;
  else await show(next);
}

export async function chooseLocale(next: Locale) {
  device.write("locale", next);
  await show(next);
}
