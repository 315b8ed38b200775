/** The tokens by which a guest opens a cart and the orders made from it. They last as long as the visit. */

import { visit } from "../../lib/storage";
import { createStore } from "../../lib/store";

const kept = createStore<string | null>(visit.read<string>("cart-token"));

export const cartToken = {
  ...kept,
  set(token: string | null) {
    visit.write("cart-token", token);
    kept.set(token);
  },
};

type OrderTokens = Record<string, string>;

/** A guest's cart became this order: its token opens the order now, and no cart any more. */
export function cartBecame(orderId: string) {
  const token = kept.get();
  if (token) visit.write("order-tokens", { ...visit.read<OrderTokens>("order-tokens"), [orderId]: token });
  cartToken.set(null);
}

/** What a request to this path shows besides its log-in. */
export function cartTokenFor(path: string, isCustomer: boolean): string | null {
  const order = /^\/api\/v1\/orders\/([0-9a-f-]{36})/.exec(path)?.[1];
  if (order) return visit.read<OrderTokens>("order-tokens")?.[order] ?? null;
  const isAboutCart = path.startsWith("/api/v1/cart") || path === "/api/v1/orders";
  return isAboutCart && !isCustomer ? kept.get() : null;
}
