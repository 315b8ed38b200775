import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Cart } from "../../api/generated";
import { getRecommendationsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMessages } from "../../i18n";
import { namesOf } from "../cart/cart";
import { MOST, Shelf } from "./Shelf";

/** The API starts from so many products at most. */
const SEEDS = 20;

/** Below a cart: what others bought with what lies in it. */
export default function OfCart({ cart }: { cart: Cart }) {
  const text = useMessages().shelf;
  const names = new Map(
    cart.lines.flatMap((line) => (line.product_slug ? [[line.product_slug, namesOf(line).product]] : [])),
  );
  // In an order of their own, so that the same cart asks the same question.
  const products = [...names.keys()].slice(0, SEEDS).sort().join(",");
  const { data, error } = useQuery({
    ...getRecommendationsOptions({ query: { kind: "bought_together", products, limit: MOST } }),
    placeholderData: keepPreviousData,
    enabled: products !== "",
  });
  if (error || products === "") return null;
  return <Shelf title={text.withCart} items={data?.items} known={{ names }} />;
}
