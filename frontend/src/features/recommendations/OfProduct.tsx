import { useQuery } from "@tanstack/react-query";
import type { Product } from "../../api/generated";
import { getProductRecommendationsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMessages } from "../../i18n";
import { MOST, Shelf } from "./Shelf";

/** Enough that some are left where the shelves have some in common. */
const ASKED = 2 * MOST;

/** Beside a product: what staff chose, what was bought with it, what is like it. Nothing stands there twice. */
export default function OfProduct({ product }: { product: Product }) {
  const text = useMessages().shelf;
  const ask = (kind: "bought_together" | "similar") =>
    getProductRecommendationsOptions({ path: { product: product.slug }, query: { kind, limit: ASKED } });
  const bought = useQuery(ask("bought_together"));
  const alike = useQuery(ask("similar"));
  const known = {
    here: product.slug,
    names: new Map([[product.slug, product.name]]),
    attributes: new Map(product.attributes.map((one) => [one.code, one.name])),
  };
  const chosen = product.related.slice(0, MOST).map((one) => ({ product: one }));
  const shown = new Set(chosen.map((one) => one.product.id));
  const isWaiting = bought.isPending || alike.isPending;
  // Where staff chose, only what was really bought with it adds to that.
  const together = bought.data?.items
    .filter((one) => !shown.has(one.product.id))
    .filter((one) => chosen.length === 0 || one.reason.code === "bought_together")
    .slice(0, MOST);
  for (const one of together ?? []) shown.add(one.product.id);
  const similar = alike.data?.items.filter(
    (one) => !shown.has(one.product.id) && one.reason.code === "similar",
  );
  const isBought = together?.every((one) => one.reason.code === "bought_together");
  return (
    <>
      {chosen.length > 0 && <Shelf title={text.chosen} items={chosen} />}
      {isWaiting ? (
        // Both at once, so that one does not push the other.
        [text.besides, text.similar].map((title) => <Shelf key={title} title={title} items={undefined} />)
      ) : (
        <>
          <Shelf title={isBought ? text.together : text.besides} items={together ?? []} known={known} />
          {similar && similar.length > 1 && <Shelf title={text.similar} items={similar} known={known} />}
        </>
      )}
    </>
  );
}
