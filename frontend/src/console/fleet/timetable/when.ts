import type { Locale } from "../../../i18n";
import type { useMachineryText } from "../machinery";

type Text = ReturnType<typeof useMachineryText>["timetable"];

/** Says in words when an entry fires, as far as the rule is one of the usual ones; otherwise the rule itself. */
export function inWords(when: string, text: Text, locale: Locale): string {
  const every = /^every (\d+) (second|minute|hour)s?$/.exec(when);
  if (every) {
    const count = Number(every[1]);
    if (every[2] === "second") return text.everySeconds(count);
    return every[2] === "minute" ? text.everyMinutes(count) : text.everyHours(count);
  }
  const [minute = "", hour = "", day, month, weekday = "", ...rest] = when.trim().split(/\s+/);
  const isNumber = (field: string) => /^\d+$/.test(field);
  if (rest.length > 0 || day !== "*" || month !== "*") return when;
  const step = /^\*\/(\d+)$/.exec(minute);
  if (step && hour === "*" && weekday === "*") return text.everyMinutes(Number(step[1]));
  if (!isNumber(minute)) return when;
  if (hour === "*" && weekday === "*") return text.hourly(minute);
  if (!isNumber(hour)) return when;
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (weekday === "*") return text.daily(time);
  if (!/^[0-7]$/.test(weekday)) return when;
  // 2023-01-01 was a Sunday.
  const sunday = new Date(Date.UTC(2023, 0, 1 + (Number(weekday) % 7)));
  return text.weekly(
    new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(sunday),
    time,
  );
}
