import type { ReactNode } from "react";
import type { ProductSummary } from "../../api/generated";
import { Loading } from "../../components/states";
import { useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { pathTo, useCategories } from "./categories";
import { ProductCard } from "./ProductCard";

const GRID = "grid grid-cols-2 gap-x-3 gap-y-8 sm:gap-x-5 md:grid-cols-3 lg:gap-y-12";
const COLUMNS = `${GRID} xl:grid-cols-4`;
/** Four in a row of their own: where three stand in one, the fourth would stand alone. */
export const FOUR = `${COLUMNS} md:max-xl:[&>:nth-child(4)]:hidden`;
/** Beside the filters there is room for one column less. */
const columns = (beside: boolean | undefined) => (beside ? GRID : COLUMNS);

interface ProductGridProps {
  products: ProductSummary[];
  /** How many are seen at once, and so should be fetched at once. */
  eager?: number;
  level?: "h2" | "h3";
  /** What is shown is about to be replaced. */
  stale?: boolean;
  /** Stands beside something else. */
  beside?: boolean;
  /** What to say of one besides. */
  about?: (product: ProductSummary) => { name?: ReactNode; note?: ReactNode; onOpen?: () => void };
}

export function ProductGrid({ products, eager = 0, level, stale, beside, about }: ProductGridProps) {
  const { data: categories } = useCategories();
  return (
    <div className={cx(columns(beside), "transition-opacity", stale && "opacity-50")}>
      {products.map((product, index) => (
        <ProductCard
          key={product.id}
          product={product}
          category={pathTo(categories?.items ?? [], product.category).at(-1)?.name}
          eager={index < eager}
          level={level}
          {...about?.(product)}
        />
      ))}
    </div>
  );
}

export function GridSkeleton({ count = 8, beside }: { count?: number; beside?: boolean }) {
  const text = useMessages().list;
  return (
    <Loading label={text.loading} className={columns(beside)}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div key={index}>
          <div className="skeleton aspect-4/5 rounded-2xl" />
          <div className="mt-3 space-y-2.5">
            <div className="skeleton h-3.5 w-1/3 rounded" />
            <div className="skeleton h-4 w-4/5 rounded" />
            <div className="skeleton h-4 w-1/4 rounded" />
          </div>
        </div>
      ))}
    </Loading>
  );
}
