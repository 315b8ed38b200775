import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Product } from "../../api/generated";
import { listProductsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMessages } from "../../i18n";
import { GridSkeleton, ProductGrid } from "./ProductGrid";
import { seen } from "./recent";

/** What staff put beside it; where they did not, its neighbours on the shelf. */
export function Related({ product }: { product: Product }) {
  const text = useMessages().product;
  const category = product.category?.slug;
  const query = { ...(category && { category }), in_stock: true, limit: 5 };
  const isChosen = product.related.length > 0;
  const { data, isPending } = useQuery({ ...listProductsOptions({ query }), enabled: !isChosen });
  const beside = data?.items.filter((one) => one.id !== product.id) ?? [];
  const products = (isChosen ? product.related : beside).slice(0, 4);
  const isWaiting = !isChosen && isPending;
  if (!isWaiting && products.length === 0) return null;
  return (
    <section aria-labelledby="related" className="mt-20">
      <h2 id="related" className="mb-6 font-display text-4xl">
        {text.related}
      </h2>
      {isWaiting ? <GridSkeleton count={4} /> : <ProductGrid products={products} />}
    </section>
  );
}

/** What was looked at before, in this visit. */
export function Recent({ except }: { except: string }) {
  const text = useMessages().product;
  // As it was when the page came: it does not change while one looks at it.
  const [products] = useState(() =>
    seen()
      .filter((one) => one.id !== except)
      .slice(0, 4),
  );
  if (products.length === 0) return null;
  return (
    <section aria-labelledby="recent" className="mt-20">
      <h2 id="recent" className="mb-6 font-display text-4xl">
        {text.recent}
      </h2>
      <ProductGrid products={products} />
    </section>
  );
}
