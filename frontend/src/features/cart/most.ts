import { useQuery } from "@tanstack/react-query";
import type { Backorder, CartLine, Product } from "../../api/generated";
import { getProductOptions } from "../../api/generated/@tanstack/react-query.gen";

/** At most so many in one line. */
const MOST = 99;

/** How many of a line there can be; never less than there are. */
export function mostOf(line: CartLine, backorder?: Backorder): number {
  const there = Math.max(line.available, 0);
  const buyable = backorder ? there + (backorder.left ?? MOST) : there;
  return Math.max(line.quantity, Math.min(buyable, MOST));
}

/**
 * The same, where what is not there may be sold all the same. A line does not say how many those are, so its product is
 * asked once all that is there is in the cart; until the answer is known it goes no further.
 */
export function useMost(line: CartLine): number {
  const backorder = useQuery({
    ...getProductOptions({ path: { product: line.product_slug ?? "" } }),
    enabled: line.product_slug !== undefined && !line.problem && line.quantity >= line.available,
    select: (product: Product) =>
      product.variants.find((variant) => variant.id === line.variant_id)?.backorder ?? null,
  });
  return mostOf(line, backorder.data ?? undefined);
}
