/** Parts of a bundle as they are typed: `2 CUP, TEA-POT`. */
import { words } from "../kit/parse";

interface Wanted {
  sku: string;
  quantity: number;
}

/** `null` when it cannot be understood. Nothing typed is no parts. */
export function wantedParts(text: string): Wanted[] | null {
  const found = words(text).map((word) => /^(?:(\d{1,3})\s*[x×]?\s+)?([A-Za-z0-9._-]{1,64})$/.exec(word));
  const parts: Wanted[] = [];
  for (const match of found) {
    if (!match?.[2]) return null;
    parts.push({ sku: match[2], quantity: Number(match[1] ?? 1) });
  }
  return parts;
}

export const typedParts = (parts: Wanted[]): string =>
  parts.map(({ sku, quantity }) => (quantity === 1 ? sku : `${quantity} ${sku}`)).join(", ");
