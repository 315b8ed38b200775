import { lazy, Suspense } from "react";
import type { ChartProps } from "./chart/Plot";

export type { ChartProps, Series } from "./chart/Plot";

const Plot = lazy(() => import("./chart/Plot"));

/** A chart over time: lines, areas or bars. The library that draws it is fetched when the first one is shown. */
export function Chart(props: ChartProps) {
  return (
    <Suspense
      fallback={
        <div
          aria-busy="true"
          className="skeleton rounded-xl"
          style={{ height: (props.height ?? 220) + 34 }}
        />
      }
    >
      <Plot {...props} />
    </Suspense>
  );
}
