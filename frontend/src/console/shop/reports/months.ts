/** Calendar months in UTC, by which taxes are returned. */
export interface Month {
  /** `YYYY-MM`. */
  name: string;
  from: string;
  to: string;
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The month of that name, `YYYY-MM`; undefined for what is none. */
export function monthNamed(name: string): Month | undefined {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name) ?? [];
  if (!year || !month) return undefined;
  const first = Date.UTC(Number(year), Number(month) - 1, 1);
  return { name, from: day(first), to: day(Date.UTC(Number(year), Number(month), 0)) };
}

/** The month of now and those before it, the newest first. */
export function lastMonths(now: number, count: number): string[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, before) =>
    day(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - before, 1)).slice(0, 7),
  );
}
