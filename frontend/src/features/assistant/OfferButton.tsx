import { Check, Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { Price } from "../../components/Price";
import { setDrawer, useCartActions } from "../cart/cart";
import { useAssistantText } from "./assistant.text";
import { change, type Offer } from "./talk";

interface OfferButtonProps {
  /** The id of the one in which it was offered. */
  exchange: string;
  offer: Offer;
  onLeave: () => void;
}

/** What the assistant offers gets into the cart by this press and by nothing else. */
export function OfferButton({ exchange, offer, onLeave }: OfferButtonProps) {
  const text = useAssistantText();
  const { add, isBusy } = useCartActions();
  const { variant_id, quantity, name, price, product } = offer;
  const next = useRef<HTMLButtonElement>(null);
  const wasPressed = useRef(false);
  useEffect(() => {
    if (offer.isTaken && wasPressed.current) next.current?.focus();
  }, [offer.isTaken]);
  const take = async () => {
    wasPressed.current = true;
    try {
      await add({ variantId: variant_id, quantity, name, price, available: quantity, slug: product });
    } catch {
      // The cart says why.
      return;
    }
    change(exchange, (one) => ({
      ...one,
      offers: one.offers.map((other) => (other === offer ? { ...other, isTaken: true } : other)),
    }));
  };
  if (offer.isTaken) {
    const open = () => {
      onLeave();
      setDrawer(true);
    };
    return (
      <p className="flex flex-wrap items-center justify-between gap-2 rounded-2xl bg-accent-soft py-1 pr-2 pl-4 text-sm text-accent">
        <span className="flex items-center gap-2 font-medium">
          <Check aria-hidden className="size-4" />
          {text.taken}
        </span>
        <button
          ref={next}
          type="button"
          className="h-11 rounded-full px-3 font-medium underline underline-offset-4"
          onClick={open}
        >
          {text.seeCart}
        </button>
      </p>
    );
  }
  const total = { ...price, amount_minor: price.amount_minor * quantity };
  return (
    <button
      type="button"
      className="btn-primary h-auto min-h-12 w-full justify-between px-5 py-2.5 text-left whitespace-normal"
      aria-disabled={isBusy}
      onClick={() => !isBusy && void take()}
    >
      <span className="flex items-center gap-2.5 [overflow-wrap:anywhere]">
        <Plus aria-hidden className="size-4 shrink-0" />
        {text.put(quantity, name)}
      </span>
      <Price money={total} />
    </button>
  );
}
