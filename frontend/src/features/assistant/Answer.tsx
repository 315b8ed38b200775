import { RotateCcw } from "lucide-react";
import { Link } from "react-router";
import type { ProductSummary } from "../../api/generated";
import { Picture } from "../../components/Picture";
import { Price } from "../../components/Price";
import { useMessages } from "../../i18n";
import { askAgain } from "./answer";
import { useAssistantText } from "./assistant.text";
import { OfferButton } from "./OfferButton";
import type { Exchange } from "./talk";
import { useLookedAt } from "./useLookedAt";

interface AnswerProps {
  exchange: Exchange;
  /** Only the last question can be asked again. */
  isLast: boolean;
  onAsk: () => void;
  onLeave: () => void;
  onPerson: () => void;
}

/** What came of a question: words, what they name, what to do with it, and what went wrong. */
export function Answer({ exchange, isLast, onAsk, onLeave, onPerson }: AnswerProps) {
  const text = useAssistantText();
  const product = useLookedAt();
  const { answer, state, isLooking, products, offers, handsOver } = exchange;
  const isAnswering = state === "answering";
  const again = () => {
    askAgain(exchange, product);
    onAsk();
  };
  const trouble = isAnswering || state === "done" ? null : state;
  return (
    <div className="space-y-3" aria-busy={isAnswering}>
      {answer && (
        <p className="text-[0.9375rem] leading-relaxed whitespace-pre-line [overflow-wrap:anywhere]">
          <span className="sr-only">{text.it}: </span>
          {answer}
        </p>
      )}
      {isAnswering && (isLooking || !answer) && (
        <p className="flex items-center gap-2.5 text-sm text-muted">
          <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
          {isLooking ? text.looking : text.thinking}
        </p>
      )}
      {products.length > 0 && (
        <ul aria-label={text.products} className="space-y-2">
          {products.map((one) => (
            <li key={one.id}>
              <Cited product={one} onLeave={onLeave} />
            </li>
          ))}
        </ul>
      )}
      {offers.map((offer) => (
        <OfferButton key={offer.variant_id} exchange={exchange.id} offer={offer} onLeave={onLeave} />
      ))}
      {trouble && <p className="text-sm text-muted">{text.troubles[trouble]}</p>}
      {handsOver && !isAnswering && <p className="text-sm text-muted">{text.handOver}</p>}
      {((trouble && isLast) || (handsOver && !isAnswering)) && (
        <div className="flex flex-wrap gap-2">
          {trouble && isLast && trouble !== "off" && (
            <button type="button" className="btn-quiet h-11 px-4" onClick={again}>
              <RotateCcw aria-hidden className="size-4" />
              {text.again}
            </button>
          )}
          {trouble !== "stopped" && (
            <button type="button" className="btn-quiet h-11 px-4" onClick={onPerson}>
              {text.person}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** A product that an answer names, small; the whole card is one link. */
function Cited({ product, onLeave }: { product: ProductSummary; onLeave: () => void }) {
  const text = useMessages().list;
  return (
    <Link
      to={`/products/${product.slug}`}
      onClick={onLeave}
      className="flex items-center gap-3.5 rounded-2xl border border-line p-2 pr-4 hover:border-line-strong hover:bg-sunken"
    >
      <span className="aspect-4/5 w-14 shrink-0 overflow-hidden rounded-xl">
        <Picture image={product.image && { ...product.image, alt: "" }} />
      </span>
      <span className="min-w-0 flex-1 text-[0.9375rem]">
        <span className="line-clamp-2 leading-snug font-medium">{product.name}</span>
        <span className="mt-0.5 block text-sm text-muted">
          {product.price_from && <Price money={product.price_from} />}
          {!product.in_stock && !product.on_backorder && ` · ${text.soldOut}`}
        </span>
      </span>
    </Link>
  );
}
