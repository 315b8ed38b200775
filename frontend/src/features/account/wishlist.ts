import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ProductSummary, Wishlist } from "../../api/generated";
import { addMyWish, removeMyWish } from "../../api/generated";
import { listMyWishesOptions, listMyWishesQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { toast } from "../../components/toast";
import { messages } from "../../i18n";
import { asFailure } from "../../lib/problem";
import { useSession } from "../auth/session";

/** The wishlist of who is logged in; nobody else has one. */
export function useWishlist() {
  const session = useSession();
  return useQuery({ ...listMyWishesOptions(), enabled: session.status === "customer" });
}

/** As much of a product as the wishlist shows until it is read again. */
type Wished = Pick<ProductSummary, "id" | "slug" | "name">;

export function useWish(product: Wished) {
  const queries = useQueryClient();
  const key = listMyWishesQueryKey();
  const { data } = useWishlist();
  const isOn = data?.items.some((one) => one.id === product.id) ?? false;
  const change = useMutation({
    mutationFn: (on: boolean) =>
      (on ? addMyWish : removeMyWish)({ path: { product: product.id } }).then(() => undefined),
    onMutate: async (on) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Wishlist>(key);
      if (before) {
        const others = before.items.filter((one) => one.id !== product.id);
        queries.setQueryData<Wishlist>(key, {
          items: on ? [product as ProductSummary, ...others] : others,
        });
      }
      return { before };
    },
    onError: (error, _on, context) => {
      queries.setQueryData(key, context?.before);
      toast(asFailure(error).detail, { tone: "bad" });
    },
    onSuccess: (_done, on) => {
      const text = messages().account.wishlist;
      toast((on ? text.added : text.removed)(product.name));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  return { isOn, set: change.mutate };
}
