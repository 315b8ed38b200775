import type { Percentiles } from "../../../api/generated";
import { formatDuration } from "../../components/time";

/** The median, and what one in a hundred exceeds. */
export function Times({ of }: { of: Percentiles | undefined }) {
  if (!of) return <span className="text-muted">–</span>;
  return (
    <span className="whitespace-nowrap">
      {formatDuration(of.p50)} <span className="text-muted">/ {formatDuration(of.p99)}</span>
    </span>
  );
}
