import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Address, Cart } from "../../api/generated";
import { getCart } from "../../api/generated";
import type { Delivery } from "./delivery";

/** The cart with what its order will cost: at that address, sent in that way. */
export const pricedOptions = (cart: Cart, address: Address | null, delivery: Delivery | undefined) => {
  const method = delivery && "method" in delivery.selection ? delivery.selection.method : undefined;
  const lines = cart.lines.map(
    (line) => `${line.variant_id} ${line.quantity} ${line.unit_price.amount_minor}`,
  );
  const codes = cart.codes.map((one) => one.code);
  const query = address && {
    country: address.country,
    ...(address.region && { region: address.region }),
    postal_code: address.postal_code,
    ...(method && { shipping_method: method }),
  };
  return queryOptions({
    queryKey: ["priced", query, delivery?.key, lines.join(), codes.join()],
    enabled: Boolean(address && delivery),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Cart> => {
      const { data } = await getCart({ query: query ?? {}, signal });
      if (!delivery || data.shipping) return data;
      // A carrier's price comes on top of what the shop itself knows.
      const amount_minor = data.total.amount_minor + delivery.price.amount_minor;
      return { ...data, total: { ...data.total, amount_minor } };
    },
  });
};
