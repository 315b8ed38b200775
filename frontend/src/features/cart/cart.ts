/**
 * The cart: read once, changed at once on the screen, and put back when the server says no. Changes go out one after
 * the other; the answer to the last one is the truth.
 */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Cart, CartLine, Money } from "../../api/generated";
import {
  addCartCode,
  addCartLine,
  changeCartLine,
  confirmCart,
  getCart,
  removeCartCode,
  removeCartLine,
} from "../../api/generated";
import { getCartQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { queryClient } from "../../app/queryClient";
import { toast } from "../../components/toast";
import { messages } from "../../i18n";
import { asFailure, isNotFound } from "../../lib/problem";
import { createStore, useStore } from "../../lib/store";
import { useSession } from "../auth/session";
import { cartToken } from "./token";

const drawer = createStore(false);
export const useDrawer = () => useStore(drawer);
export const setDrawer = (isOpen: boolean) => drawer.set(isOpen);

export const CART_KEY = getCartQueryKey();

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("penden.cart");
channel?.addEventListener("message", () => void queryClient.invalidateQueries({ queryKey: CART_KEY }));

/** A customer's cart is the same in every tab: the others look at it again. */
export const tellOtherTabs = () => channel?.postMessage("changed");

/** `null` when there is no cart, which is as good as an empty one. */
export function useCart() {
  const session = useSession();
  const token = useStore(cartToken);
  const hasOne = session.status === "customer" || (session.status === "guest" && token !== null);
  const query = useQuery({
    queryKey: CART_KEY,
    queryFn: async ({ signal }): Promise<Cart | null> => {
      try {
        return keep((await getCart({ signal })).data);
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    enabled: hasOne,
  });
  return { ...query, cart: hasOne ? query.data : (query.data ?? null), isPending: hasOne && query.isPending };
}

export const unitsIn = (cart: Cart | null | undefined) =>
  cart?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0;

/** A line's name is the product's and, after a dash, the variant's. */
export function namesOf(line: { name?: string }): { product: string; variant: string } {
  const [product = "", ...rest] = (line.name ?? messages().cart.unavailable).split(" – ");
  return { product, variant: rest.join(" – ") };
}

function keep(cart: Cart): Cart {
  if (cart.token) cartToken.set(cart.token);
  return cart;
}

/** The cart with other lines, and the sums that follow. */
export function withLines(cart: Cart, lines: CartLine[]): Cart {
  const amount_minor = lines.reduce((sum, line) => sum + line.total.amount_minor, 0);
  return { ...cart, lines, items_total: { ...cart.items_total, amount_minor } };
}

export function withQuantity(cart: Cart, id: string, quantity: number): Cart {
  const lines = cart.lines.map((line) => {
    if (line.id !== id) return line;
    const total = { ...line.total, amount_minor: line.unit_price.amount_minor * quantity };
    return { ...line, quantity, total, problem: quantity <= line.available ? undefined : line.problem };
  });
  return withLines(cart, lines);
}

/** What is shown of a line until the server has answered. */
export interface Added {
  variantId: string;
  quantity: number;
  name: string;
  price: Money;
  available: number;
  slug: string;
  imageUrl?: string;
}

export function withAdded(cart: Cart | null | undefined, added: Added): Cart {
  const nothing = { ...added.price, amount_minor: 0 };
  const base: Cart = cart ?? {
    id: "new",
    lines: [],
    currency: added.price.currency,
    subtotal: nothing,
    items_total: nothing,
    discount_total: nothing,
    tax_total: nothing,
    total: nothing,
    codes: [],
    discounts: [],
    taxes: [],
    prices_include_tax: true,
    can_check_out: true,
    problems: [],
  };
  const present = base.lines.find((line) => line.variant_id === added.variantId);
  if (present) return withQuantity(base, present.id, present.quantity + added.quantity);
  const subtotal = { ...added.price, amount_minor: added.price.amount_minor * added.quantity };
  const line: CartLine = {
    id: `new-${added.variantId}`,
    variant_id: added.variantId,
    quantity: added.quantity,
    name: added.name,
    product_slug: added.slug,
    image_url: added.imageUrl,
    unit_price: added.price,
    subtotal,
    discounts: [],
    total: subtotal,
    available: added.available,
    backordered: 0,
  };
  return withLines(base, [...base.lines, line]);
}

type Change = {
  send: () => Promise<{ data: Cart }>;
  show: (cart: Cart | null | undefined) => Cart | null | undefined;
  /** Whoever asked says itself what went wrong. */
  isQuiet?: boolean;
};

export function useCartActions() {
  const queries = useQueryClient();
  const change = useMutation({
    mutationKey: ["cart"],
    scope: { id: "cart" },
    mutationFn: async ({ send }: Change) => keep((await send()).data),
    onMutate: async ({ show }: Change) => {
      await queries.cancelQueries({ queryKey: CART_KEY });
      const before = queries.getQueryData<Cart | null>(CART_KEY);
      queries.setQueryData<Cart | null>(CART_KEY, show(before));
      return { before };
    },
    onError: (error, { isQuiet }, context) => {
      queries.setQueryData(CART_KEY, context?.before);
      void queries.invalidateQueries({ queryKey: CART_KEY });
      if (!isQuiet) toast(asFailure(error).detail, { tone: "bad" });
    },
    onSuccess: (cart) => {
      // Answers to changes before the last one would take back what is on the screen already.
      if (queries.isMutating({ mutationKey: ["cart"] }) <= 1) queries.setQueryData(CART_KEY, cart);
      tellOtherTabs();
      // What it costs to some place is asked for again.
      void queries.invalidateQueries({ queryKey: ["priced"] });
    },
  });

  const add = (added: Added) => {
    const body = { variant_id: added.variantId, quantity: added.quantity };
    return change.mutateAsync({ send: () => addCartLine({ body }), show: (cart) => withAdded(cart, added) });
  };
  const setQuantity = (line: CartLine, quantity: number) =>
    change.mutate({
      send: () => changeCartLine({ path: { id: line.id }, body: { quantity } }),
      show: (cart) => cart && withQuantity(cart, line.id, quantity),
    });
  const remove = (line: CartLine) => {
    change.mutate({
      send: () => removeCartLine({ path: { id: line.id } }),
      show: (cart) =>
        cart &&
        withLines(
          cart,
          cart.lines.filter((other) => other.id !== line.id),
        ),
    });
    const text = messages().cart;
    const undo = () =>
      void add({
        variantId: line.variant_id,
        quantity: line.quantity,
        name: line.name ?? "",
        price: line.unit_price,
        available: line.available,
        slug: line.product_slug ?? "",
        imageUrl: line.image_url,
      }).catch(() => undefined);
    toast(text.removed(namesOf(line).product), { action: { label: text.undo, run: undo } });
  };
  /** Throws when the code is refused for good. */
  const enterCode = (code: string) =>
    change.mutateAsync({ send: () => addCartCode({ body: { code } }), show: (cart) => cart, isQuiet: true });
  const removeCode = (code: string) =>
    change.mutate({
      send: () => removeCartCode({ path: { code } }),
      show: (cart) => cart && { ...cart, codes: cart.codes.filter((one) => one.code !== code) },
    });
  /** Agrees to the prices of this moment. */
  const confirmPrices = (cart: Cart) =>
    change.mutate({
      send: () => confirmCart({ body: { items_total_minor: cart.items_total.amount_minor } }),
      show: (cart) => cart,
    });
  return { add, setQuantity, remove, enterCode, removeCode, confirmPrices, isBusy: change.isPending };
}
