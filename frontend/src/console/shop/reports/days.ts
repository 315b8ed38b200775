/** Sales by day: every day of a range, also those without any. */
import type { SalesDay } from "../../../api/generated";

/** `YYYY-MM-DD` of today in UTC, or of the day so many days before. */
export function dayBefore(now: number, days: number): string {
  return new Date(now - days * 86_400_000).toISOString().slice(0, 10);
}

/** The days from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  const end = Date.parse(to);
  for (let at = Date.parse(from); at <= end && days.length < 1000; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

export interface DayTotal {
  day: string;
  total: number;
  orders: number;
}

/** What was sold in one currency on each day; zero where nothing was. */
export function byDay(days: string[], sales: SalesDay[], currency: string): DayTotal[] {
  const own = new Map(sales.filter((one) => one.currency === currency).map((one) => [one.day, one]));
  return days.map((day) => ({
    day,
    total: own.get(day)?.total.amount_minor ?? 0,
    orders: own.get(day)?.orders ?? 0,
  }));
}

/** Midnight in UTC, in seconds since 1970. */
export const seconds = (day: string) => Date.parse(day) / 1000;
