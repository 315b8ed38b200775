import { useMemo } from "react";
import { encode } from "uqr";

/** A QR code, drawn here: what it says is a secret that no other host shall see. Dark on light in both themes, for cameras. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { border: 2, ecc: "M" });
    const dots = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
    return { size, path: dots.join("") };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-52 rounded-2xl bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
