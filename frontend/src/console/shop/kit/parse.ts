/** What people type, as the API takes it. */
import { minorUnits } from "../../../lib/format";
import { refusal } from "../../../lib/problem";
import { useWords } from "./text";

/** Refuses what is in a field, in the shape in which the server would. */
export function refuse(field: string, message: string): never {
  throw { ...refusal(message), errors: [{ field, message }] };
}

/**
 * `12.50`, `12,50` or `1.234,50` in minor units; `null` for what is no amount. Three digits after a point or a comma
 * are thousands, one or two are cents.
 */
export function parseAmount(text: string, currency: string): number | null {
  const bare = text.replaceAll(/[\s'’€$£]/g, "");
  const unit = minorUnits(currency);
  const digits = Math.round(Math.log10(unit));
  const match = /^(-?)(\d{1,3}(?:([.,])\d{3}(?:\3\d{3})*)?|\d+)(?:([.,])(\d{1,2}))?$/.exec(bare);
  if (!match) return null;
  const [, sign, whole = "", thousands, point, part = ""] = match;
  if (part.length > digits || (point && point === thousands)) return null;
  const minor = Number(whole.replaceAll(/[.,]/g, "")) * unit + Number(part.padEnd(digits, "0") || 0);
  return Number.isSafeInteger(minor) ? (sign ? -minor : minor) : null;
}

/** Minor units as they are typed: `12.50`. */
export function typedAmount(minor: number | null | undefined, currency: string): string {
  if (minor === null || minor === undefined) return "";
  const unit = minorUnits(currency);
  return (minor / unit).toFixed(Math.round(Math.log10(unit)));
}

/** The amount in a field, which must be there. */
export function amount(values: Record<string, string>, field: string, currency: string): number {
  const minor = parseAmount(values[field] ?? "", currency);
  return minor ?? refuse(field, useWords.now().badAmount);
}

export function optionalAmount(values: Record<string, string>, field: string, currency: string) {
  return values[field] ? amount(values, field, currency) : undefined;
}

export function whole(values: Record<string, string>, field: string): number {
  const text = values[field] ?? "";
  return /^-?\d{1,15}$/.test(text) ? Number(text) : refuse(field, useWords.now().badNumber);
}

export const optionalWhole = (values: Record<string, string>, field: string) =>
  values[field] ? whole(values, field) : undefined;

/** `19` or `7,5` as basis points. */
export function percent(values: Record<string, string>, field: string): number {
  const text = (values[field] ?? "").replace(",", ".").replace(/\s*%$/, "");
  const share = Number(text);
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text) || share > 100) refuse(field, useWords.now().badPercent);
  return Math.round(share * 100);
}

export const typedPercent = (bp: number | null | undefined) =>
  bp === null || bp === undefined ? "" : String(bp / 100);

/** What a list of words separated by commas or lines holds. */
export const words = (text: string | undefined): string[] =>
  (text ?? "")
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter(Boolean);

/** Empty is `null`: it takes away what was there. */
export const orNull = (text: string | undefined) => text || null;
/** Empty is absent. */
export const orNothing = (text: string | undefined) => text || undefined;

/** What `<input type="datetime-local">` holds, in the reader's own time. */
export function typedMoment(time: string | undefined): string {
  if (!time) return "";
  const at = new Date(time);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const moment = (text: string | undefined) => (text ? new Date(text).toISOString() : undefined);

/** The beginning of a day in the reader's own time, or of one that is so many days later. */
export function dayBegin(day: string | undefined, later = 0): string | undefined {
  if (!day) return undefined;
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

/** What of `next` differs from what was there: a change says no more than that. */
export function changed<T extends object>(next: T, before: Partial<Record<keyof T, unknown>>): Partial<T> {
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  return Object.fromEntries(
    Object.entries(next).filter(([key, value]) => !same(value, before[key as keyof T])),
  ) as Partial<T>;
}
