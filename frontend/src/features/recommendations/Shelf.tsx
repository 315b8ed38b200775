import { useId } from "react";
import type { ProductSummary, Reason } from "../../api/generated";
import { useMessages } from "../../i18n";
import { useCategories } from "../catalog/categories";
import { ProductCard } from "../catalog/ProductCard";
import { FOUR } from "../catalog/ProductGrid";
import { type Known, reasonText } from "./reason";
import { ShelfSkeleton } from "./ShelfSkeleton";

/** As many as fill one row on a desk and two on a phone. */
export const MOST = 4;

interface ShelfProps {
  title: string;
  /** `undefined` until they are known. */
  items: { product: ProductSummary; reason?: Reason }[] | undefined;
  known?: Omit<Known, "categories">;
}

/** A few products under a line, each with the reason why it stands there. Nothing to show is not shown. */
export function Shelf({ title, items, known = { names: new Map() } }: ShelfProps) {
  const text = useMessages().shelf;
  const heading = useId();
  const { data } = useCategories();
  const all = { ...known, categories: data?.items ?? [] };
  if (items?.length === 0) return null;
  return (
    <section aria-labelledby={heading} aria-busy={!items} className="mt-20">
      <h2 id={heading} className="mb-6 font-display text-4xl">
        {title}
      </h2>
      {items ? (
        <div className={FOUR}>
          {items.slice(0, MOST).map(({ product, reason }) => (
            <ProductCard key={product.id} product={product} note={reason && reasonText(reason, all, text)} />
          ))}
        </div>
      ) : (
        <ShelfSkeleton />
      )}
    </section>
  );
}
