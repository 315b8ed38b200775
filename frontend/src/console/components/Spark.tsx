import { cx } from "../../lib/cx";

/** A line of how something was lately. The number beside it says how it is; this says nothing to readers of screens. */
export function Spark({ values, className }: { values: number[]; className?: string }) {
  const top = Math.max(...values, 1e-9);
  const points = values.map((value, index) => {
    const x = values.length > 1 ? (index / (values.length - 1)) * 100 : 100;
    return `${x.toFixed(2)},${(23 - (value / top) * 21).toFixed(2)}`;
  });
  return (
    <svg
      aria-hidden
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      className={cx("block w-full text-accent", className)}
    >
      {points.length > 1 && (
        <>
          <polygon points={`0,24 ${points.join(" ")} 100,24`} fill="currentColor" opacity="0.08" />
          <polyline
            points={points.join(" ")}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  );
}
