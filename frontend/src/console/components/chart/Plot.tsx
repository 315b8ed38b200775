import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "../../../app/theme";
import { type Locale, useLocale } from "../../../i18n";
import { cx } from "../../../lib/cx";
import { formatTime } from "../../../lib/format";

export interface Series {
  name: string;
  /** As many as there are times; `null` where nothing is known. */
  values: (number | null)[];
}

export interface ChartProps {
  /** What is shown, for those who cannot see it. The numbers themselves belong into a table nearby. */
  label: string;
  /** Seconds since 1970, growing. */
  times: number[];
  series: Series[];
  kind?: "lines" | "bars";
  /** Writes a value, on the axis and in the legend. */
  format?: (value: number) => string;
  /** Writes a time; the default suits seconds up to days. */
  formatTime?: (seconds: number) => string;
  height?: number;
  /** The values are counted, so there is nothing between two of them. */
  whole?: boolean;
  /** Seconds that the axis covers, ending at the last value. Without it all values are shown. */
  window?: number;
}

const COLOURS = 6;
/** Steps of an axis on which only whole numbers stand. */
const WHOLE = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 13 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b);
const ink = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** uPlot in React: made once for a set of series, told new values afterwards, so that it stays smooth. */
export default function Plot(props: ChartProps) {
  const { label, times, series, kind = "lines", height = 220, window: span } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = useTheme();
  const locale = useLocale();
  // What draws may change with every value; the plot is made anew for none of it.
  const latest = useRef(props);
  latest.current = props;
  const names = series.map((one) => one.name).join("\n");

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew from the theme, words from the language.
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = new uPlot(
      options(element, names.split("\n"), kind, height, locale, latest),
      [[], ...names.split("\n").map(() => [])],
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [names, kind, height, theme, locale]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot that was made anew has no values yet.
  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    made.batch(() => {
      made.setData([times, ...series.map((one) => one.values)] as uPlot.AlignedData);
      const end = times.at(-1);
      if (span && end) made.setScale("x", { min: end - span, max: end });
    });
  }, [times, series, span, names, kind, height, theme, locale]);

  return (
    <figure>
      <div ref={host} role="img" aria-label={label} className="chart" style={{ minHeight: height }} />
      {series.length > 1 && (
        <ul aria-hidden className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          {series.map((one, index) => (
            <li key={one.name} className="flex items-center gap-1.5">
              <span className={cx("size-2.5 rounded-full", DOTS[index % COLOURS])} />
              {one.name}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

/** Written out, since the style is made from the names that are found in the source. */
const DOTS = [
  "bg-(--series-1)",
  "bg-(--series-2)",
  "bg-(--series-3)",
  "bg-(--series-4)",
  "bg-(--series-5)",
  "bg-(--series-6)",
];

function options(
  element: HTMLElement,
  names: string[],
  kind: ChartProps["kind"],
  height: number,
  locale: Locale,
  latest: { current: ChartProps },
): uPlot.Options {
  const write = (value: number) => latest.current.format?.(value) ?? value.toLocaleString(locale);
  const when = (seconds: number) =>
    latest.current.formatTime?.(seconds) ?? formatTime(new Date(seconds * 1000).toISOString(), locale);
  const axis: uPlot.Axis = {
    stroke: ink("--muted"),
    grid: { stroke: ink("--line"), width: 1 },
    ticks: { show: false },
    font: '11px "Inter Variable", sans-serif',
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { points: { size: 7 }, y: false, drag: { x: false, y: false } },
    plugins: [tooltip(write, when, latest)],
    scales: {
      x: { time: true, ...(kind === "bars" && { range: aroundBars }) },
      y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.1 : 1] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 72, size: 30, values: (_plot, splits) => splits.map(when) },
      {
        ...axis,
        size: 44,
        ...(latest.current.whole ? { incrs: WHOLE } : {}),
        values: (_plot, splits) => splits.map(write),
      },
    ],
    series: [
      {},
      ...names.map((label, index) => {
        const stroke = ink(`--series-${(index % COLOURS) + 1}`);
        const bars =
          kind === "bars" && uPlot.paths.bars ? { paths: uPlot.paths.bars({ size: [0.7, 40] }) } : {};
        return {
          label,
          stroke,
          width: kind === "bars" ? 0 : 2,
          fill: kind === "bars" ? stroke : names.length === 1 ? `${stroke}1f` : undefined,
          points: { show: false },
          ...bars,
        };
      }),
    ],
  };
}

/** A bar stands around its time, so the axis begins and ends half a bar before and after. */
function aroundBars({ data }: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [low, high];
  const times = data[0];
  const half = times.length > 1 ? (high - low) / (times.length - 1) / 2 : 43_200;
  return [low - half, high + half];
}

/** What the values are where the pointer is. */
function tooltip(
  write: (value: number) => string,
  when: (seconds: number) => string,
  latest: { current: ChartProps },
): uPlot.Plugin {
  const box = document.createElement("div");
  box.className =
    "pointer-events-none absolute top-2 z-10 hidden min-w-28 rounded-lg border border-line bg-surface px-2.5 py-1.5 text-xs shadow-pop tabular-nums";
  return {
    hooks: {
      init: (plot) => {
        plot.over.append(box);
      },
      setCursor: (plot) => {
        const index = plot.cursor.idx;
        const { times, series } = latest.current;
        const time = index === null || index === undefined ? undefined : times[index];
        box.classList.toggle("hidden", time === undefined);
        if (time === undefined || index === null || index === undefined) return;
        const rows = series
          .map((one) => ({ name: one.name, value: one.values[index] }))
          .filter((one): one is { name: string; value: number } => typeof one.value === "number")
          .sort((a, b) => b.value - a.value);
        box.replaceChildren(
          line(when(time), ""),
          ...rows.map(({ name, value }) => line(series.length > 1 ? name : "", write(value))),
        );
        const left = plot.cursor.left ?? 0;
        const isRight = left > plot.over.clientWidth / 2;
        box.style.left = isRight ? "" : `${left + 12}px`;
        box.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : "";
      },
    },
  };
}

function line(name: string, value: string): HTMLElement {
  const row = document.createElement("div");
  row.className = "flex justify-between gap-4";
  for (const [text, look] of [
    [name, "text-muted"],
    [value, "font-medium"],
  ] as const) {
    const part = document.createElement("span");
    part.textContent = text;
    part.className = look;
    row.append(part);
  }
  return row;
}
