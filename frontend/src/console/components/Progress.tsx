/** How far something is. */
export function Progress({
  done,
  total,
  label,
  tone,
}: {
  done: number;
  total: number;
  label: string;
  tone?: "bad";
}) {
  return (
    <progress aria-label={label} data-tone={tone} value={total > 0 ? done : 0} max={Math.max(total, 1)} />
  );
}
