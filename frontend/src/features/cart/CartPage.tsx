import { ShoppingBag } from "lucide-react";
import { Link } from "react-router";
import { Empty, ErrorState } from "../../components/states";
import { useMessages } from "../../i18n";
import { useTitle } from "../../lib/useTitle";
import { CartShelf, ForYouShelf } from "../recommendations/LaterShelf";
import { CartLines, LinesSkeleton } from "./CartLines";
import { CartTotals } from "./CartTotals";
import { useCart } from "./cart";
import { FreeShipping } from "./FreeShipping";

export default function CartPage() {
  const text = useMessages().cart;
  const { cart, isPending, error, refetch } = useCart();
  useTitle(text.title);
  const heading = <h1 className="font-display text-4xl lg:text-5xl">{text.title}</h1>;
  if (cart && cart.lines.length > 0) {
    return (
      <div className="wrap pt-8 lg:pt-12">
        {heading}
        <div className="mt-6 grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem] lg:gap-16">
          <CartLines cart={cart} />
          <div className="panel self-start [&>:first-child]:mt-0 lg:sticky lg:top-28">
            <FreeShipping total={cart.items_total} />
            <CartTotals cart={cart} />
          </div>
        </div>
        <CartShelf cart={cart} />
      </div>
    );
  }
  return (
    <div className="wrap pt-8 lg:pt-12">
      {isPending ? (
        <>
          {heading}
          <LinesSkeleton />
        </>
      ) : error ? (
        <ErrorState level="h1" error={error} retry={refetch} />
      ) : (
        <>
          <Empty
            level="h1"
            icon={<ShoppingBag />}
            title={text.empty}
            action={
              <Link to="/shop" className="btn-primary">
                {text.browse}
              </Link>
            }
          >
            {text.emptyText}
          </Empty>
          <ForYouShelf />
        </>
      )}
    </div>
  );
}
