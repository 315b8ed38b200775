import { ShoppingBag } from "lucide-react";
import { Link } from "react-router";
import { Sheet } from "../../components/Sheet";
import { Empty, ErrorState } from "../../components/states";
import { useMessages } from "../../i18n";
import { CartLines, LinesSkeleton } from "./CartLines";
import { CartTotals } from "./CartTotals";
import { setDrawer, unitsIn, useCart, useDrawer } from "./cart";
import { FreeShipping } from "./FreeShipping";

const close = () => setDrawer(false);

export default function CartDrawer() {
  const text = useMessages().cart;
  const isOpen = useDrawer();
  const { cart, isPending, error, refetch } = useCart();
  const isFilled = cart && cart.lines.length > 0;
  return (
    <Sheet
      open={isOpen}
      onClose={close}
      title={text.title}
      note={unitsIn(cart) || undefined}
      footer={
        isFilled && (
          <>
            <CartTotals cart={cart} />
            <Link
              to="/cart"
              onClick={close}
              className="mt-1 flex h-11 w-full items-center justify-center text-sm font-medium text-muted hover:text-fg"
            >
              {text.view}
            </Link>
          </>
        )
      }
    >
      {isFilled ? (
        <>
          <FreeShipping total={cart.items_total} />
          <CartLines cart={cart} />
        </>
      ) : isPending ? (
        <LinesSkeleton />
      ) : error ? (
        <div className="py-8">
          <ErrorState error={error} retry={refetch} />
        </div>
      ) : (
        <Empty
          icon={<ShoppingBag />}
          title={text.empty}
          action={
            <button type="button" className="btn-primary" onClick={close}>
              {text.browse}
            </button>
          }
        >
          {text.emptyText}
        </Empty>
      )}
    </Sheet>
  );
}
