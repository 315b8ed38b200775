import { type Locale, useLocale } from "../../i18n";
import { createStore, useStore } from "../../lib/store";
import { useConsoleText } from "../text";

/** One clock for all that say how long ago something was. */
const clock = createStore(Date.now());
setInterval(() => clock.set(Date.now()), 1000);
export const useNow = () => useStore(clock);

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** `3 minutes ago`, `in 2 hours`; a moment is `now`. */
export function relative(time: string, now: number, locale: Locale, nowWord: string): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  if (Math.abs(seconds) < 2) return nowWord;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale, { style: "short" }).format(Math.trunc(seconds / size), unit);
}

export const exactTime = (time: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale === "de" ? "de-DE" : "en-IE", {
    dateStyle: "medium",
    timeStyle: "medium",
  }).format(new Date(time));

/** How long ago, or how soon; the exact time is in the title. */
export function Ago({ time }: { time: string | undefined }) {
  const locale = useLocale();
  const text = useConsoleText();
  const now = useNow();
  if (!time) return <span className="text-muted">–</span>;
  return (
    <time dateTime={time} title={exactTime(time, locale)} className="whitespace-nowrap tabular-nums">
      {relative(time, now, locale, text.now)}
    </time>
  );
}

/** The exact time, to the second. */
export function At({ time }: { time: string | undefined }) {
  const locale = useLocale();
  if (!time) return <span className="text-muted">–</span>;
  return (
    <time dateTime={time} className="tabular-nums">
      {exactTime(time, locale)}
    </time>
  );
}

/** Microseconds as people say them: `850 µs`, `12 ms`, `3.4 s`, `2 min 5 s`. */
export function formatDuration(micros: number): string {
  if (micros < 1000) return `${Math.max(0, Math.round(micros))} µs`;
  const millis = micros / 1000;
  if (millis < 10) return `${millis.toFixed(1)} ms`;
  if (millis < 1000) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How old something is, counting. */
export function Age({ since }: { since: string | undefined }) {
  const now = useNow();
  if (!since) return <span className="text-muted">–</span>;
  return (
    <span className="whitespace-nowrap tabular-nums">
      {formatDuration(Math.max(0, now - new Date(since).getTime()) * 1000)}
    </span>
  );
}
