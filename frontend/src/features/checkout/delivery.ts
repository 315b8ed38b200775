import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Address, Cart, Money, ShippingSelection } from "../../api/generated";
import { quoteShipping } from "../../api/generated";
import { useDebounced } from "../../lib/useDebounced";

/** A way to get the parcel there, whoever offers it. */
export interface Delivery {
  key: string;
  name: string;
  days: number;
  price: Money;
  selection: ShippingSelection;
}

/** What sending the cart to the address costs; asked again when either changes. */
export function useDeliveries(cart: Cart | null | undefined, address: Address | null) {
  const settled = useDebounced(JSON.stringify(address), 450);
  const asked = JSON.parse(settled) as Address | null;
  const lines = cart?.lines.map((line) => `${line.variant_id} ${line.quantity}`).join();
  return useQuery({
    queryKey: ["shipping", settled, lines],
    enabled: asked !== null && Boolean(lines),
    placeholderData: address ? keepPreviousData : undefined,
    // Quotes are good for some minutes only.
    staleTime: 3 * 60_000,
    refetchInterval: 4 * 60_000,
    queryFn: async ({ signal }): Promise<Delivery[]> => {
      if (!asked) return [];
      const { data } = await quoteShipping({ body: { address: asked }, signal });
      const methods = data.methods.map(({ code, name, days, price }) => ({
        key: `method:${code}`,
        name,
        days,
        price,
        selection: { method: code },
      }));
      const quotes = data.quotes.map(({ id, carrier, service, name, days, price }) => ({
        key: `quote:${carrier}/${service}`,
        name,
        days,
        price,
        selection: { quote_id: id },
      }));
      return [...methods, ...quotes].sort((a, b) => a.price.amount_minor - b.price.amount_minor);
    },
  });
}
