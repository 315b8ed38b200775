import { FOUR } from "../catalog/ProductGrid";

/** Four cards with their reasons, as high as they mostly are. */
export function ShelfSkeleton() {
  return (
    <div className={FOUR}>
      {[1, 2, 3, 4].map((card) => (
        <div key={card}>
          <div className="skeleton aspect-4/5 rounded-2xl" />
          <div className="mt-3 h-25 space-y-2.5">
            <div className="skeleton h-4 w-4/5 rounded" />
            <div className="skeleton h-4 w-1/4 rounded" />
            <div className="skeleton h-3.5 w-3/5 rounded" />
          </div>
        </div>
      ))}
    </div>
  );
}
