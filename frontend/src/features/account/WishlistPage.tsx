import { Heart, X } from "lucide-react";
import { Link } from "react-router";
import type { ProductSummary } from "../../api/generated";
import { Empty, ErrorState } from "../../components/states";
import { useMessages } from "../../i18n";
import { ProductCard } from "../catalog/ProductCard";
import { GridSkeleton } from "../catalog/ProductGrid";
import { useWish, useWishlist } from "./wishlist";

export default function WishlistPage() {
  const text = useMessages();
  const wishes = useWishlist();
  const items = wishes.data?.items ?? [];
  return (
    <section aria-labelledby="wishlist">
      <h2 id="wishlist" className="text-xl font-semibold">
        {text.account.nav.wishlist}
      </h2>
      <div className="mt-4">
        {wishes.isPending ? (
          <GridSkeleton count={3} beside />
        ) : wishes.error ? (
          <ErrorState error={wishes.error} retry={wishes.refetch} />
        ) : items.length === 0 ? (
          <Empty
            icon={<Heart />}
            title={text.account.wishlist.empty}
            action={
              <Link to="/shop" className="btn-primary">
                {text.cart.browse}
              </Link>
            }
          >
            {text.account.wishlist.emptyText}
          </Empty>
        ) : (
          <ul className="grid grid-cols-2 gap-x-3 gap-y-8 sm:gap-x-5 md:grid-cols-3 lg:gap-y-12">
            {items.map((product) => (
              <Wish key={product.id} product={product} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function Wish({ product }: { product: ProductSummary }) {
  const text = useMessages().account.wishlist;
  const wish = useWish(product);
  return (
    <li className="relative">
      <ProductCard product={product} />
      <button
        type="button"
        className="icon-btn absolute top-2 right-2 z-10 bg-surface/90 backdrop-blur"
        aria-label={`${text.remove}: ${product.name}`}
        onClick={() => wish.set(false)}
      >
        <X aria-hidden className="size-4.5" />
      </button>
    </li>
  );
}
