import type { ReactNode } from "react";
import { Link } from "react-router";
import type { ProductSummary } from "../../api/generated";
import { Picture } from "../../components/Picture";
import { Price } from "../../components/Price";
import { useMessages } from "../../i18n";

interface ProductCardProps {
  product: ProductSummary;
  /** Its name, where more is to be seen in it. */
  name?: ReactNode;
  /** Somebody goes to its page. */
  onOpen?: () => void;
  category?: string;
  /** Why it stands there. */
  note?: ReactNode;
  eager?: boolean;
  level?: "h2" | "h3";
}

/** A product in a grid; the whole card is one link. */
export function ProductCard(props: ProductCardProps) {
  const { product, name = product.name, onOpen, category, note, eager, level: Heading = "h3" } = props;
  const text = useMessages().list;
  return (
    <article className="group relative">
      <div className="relative aspect-4/5 overflow-hidden rounded-2xl bg-sunken">
        <Picture
          image={product.image && { ...product.image, alt: "" }}
          eager={eager}
          className="transition-transform duration-700 ease-out-soft group-hover:scale-[1.04]"
        />
        {!product.in_stock && (
          <span className="absolute top-2.5 left-2.5 rounded-full bg-surface/90 px-2.5 py-1 text-xs font-semibold text-fg backdrop-blur">
            {product.on_backorder ? text.onBackorder : text.soldOut}
          </span>
        )}
      </div>
      <div className="mt-3 space-y-1">
        {category && <p className="truncate text-sm text-muted">{category}</p>}
        <Heading className="leading-snug font-medium">
          <Link
            to={`/products/${product.slug}`}
            onClick={onOpen}
            className="after:absolute after:inset-0 after:rounded-2xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-4 focus-visible:after:outline-ring"
          >
            {name}
          </Link>
        </Heading>
        {product.price_from && (
          <p className="text-[0.9375rem]">
            <Price money={product.price_from} className="font-medium" />
          </p>
        )}
        {note && <p className="line-clamp-2 min-h-10 text-sm leading-5 text-muted">{note}</p>}
      </div>
    </article>
  );
}
