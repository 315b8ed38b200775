import { useQuery } from "@tanstack/react-query";
import { ChevronRight, PackageX } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, Navigate, useParams } from "react-router";
import type { Product, Variant } from "../../api/generated";
import { getProductOptions } from "../../api/generated/@tanstack/react-query.gen";
import { Price } from "../../components/Price";
import { Stepper } from "../../components/Stepper";
import { Empty, ErrorState, Loading } from "../../components/states";
import { useLocale, useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { formatMoney } from "../../lib/format";
import { isNotFound } from "../../lib/problem";
import { useTitle } from "../../lib/useTitle";
import { WishButton } from "../account/WishButton";
import { setDrawer, useCartActions } from "../cart/cart";
import { ProductShelves } from "../recommendations/LaterShelf";
import { Recent } from "./Beside";
import { pathTo, useCategories } from "./categories";
import { Facts } from "./Facts";
import { Gallery } from "./Gallery";
import { Options } from "./Options";
import { Parts } from "./Parts";
import Reviews from "./Reviews";
import { remember } from "./recent";
import { Stars } from "./Stars";
import { buyableOf, canBuy, Stock } from "./Stock";

const COLUMNS = "grid gap-6 lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] lg:gap-16 beside:gap-10";

export default function ProductPage() {
  const text = useMessages().product;
  const { slug = "" } = useParams();
  const product = useQuery(getProductOptions({ path: { product: slug } }));
  useTitle(product.data?.name);
  if (product.isPending) return <ProductSkeleton />;
  // Found by a slug that it had before, or by its id: its page has one address.
  if (product.data && product.data.slug !== slug)
    return <Navigate to={`/products/${product.data.slug}`} replace />;
  if (product.data) return <Shown key={product.data.id} product={product.data} />;
  return (
    <div className="wrap py-16">
      {isNotFound(product.error) ? (
        <Empty
          level="h1"
          icon={<PackageX />}
          title={text.gone}
          action={
            <Link to="/shop" className="btn-primary">
              {text.backToShop}
            </Link>
          }
        >
          {text.goneText}
        </Empty>
      ) : (
        <ErrorState level="h1" error={product.error} retry={product.refetch} />
      )}
    </div>
  );
}

function Shown({ product }: { product: Product }) {
  const text = useMessages();
  const locale = useLocale();
  const { add } = useCartActions();
  const [chosen, setChosen] = useState(
    () =>
      product.variants.find((variant) => variant.available) ??
      product.variants.find(canBuy) ??
      product.variants[0],
  );
  const [quantity, setQuantity] = useState(1);
  useEffect(() => remember(product), [product]);
  const available = chosen?.available ?? 0;
  const buyable = chosen ? buyableOf(chosen) : 0;
  const most = Math.max(1, Math.min(buyable, 20));
  const amount = Math.min(quantity, most);

  const choose = (variant: Variant) => {
    setChosen(variant);
    setQuantity(1);
  };
  const buy = () => {
    if (!chosen) return;
    setDrawer(true);
    void add({
      variantId: chosen.id,
      quantity: amount,
      name: [product.name, chosen.name].filter(Boolean).join(" – "),
      price: chosen.price,
      available: buyable,
      slug: product.slug,
      imageUrl: product.images[0]?.url,
    }).catch(() => undefined);
  };
  const stepper = <Stepper value={amount} onChange={setQuantity} max={most} label={text.product.quantity} />;
  const button = chosen && (
    <button
      type="button"
      disabled={buyable === 0}
      onClick={buy}
      className="btn-primary h-13 min-w-0 flex-1 px-4 beside:min-w-max"
    >
      {buyable === 0 ? (
        text.product.soldOut
      ) : (
        <>
          {text.product.add}
          <span aria-hidden className="opacity-60">
            ·
          </span>
          <span className="tabular-nums">
            {formatMoney({ ...chosen.price, amount_minor: chosen.price.amount_minor * amount }, locale)}
          </span>
        </>
      )}
    </button>
  );

  return (
    <div className="wrap pt-4 pb-16 lg:pt-8 lg:pb-0">
      <Breadcrumb product={product} />
      <div className={COLUMNS}>
        <Gallery images={product.images} name={product.name} />
        <div className="lg:pt-4">
          <div className="flex items-start justify-between gap-3">
            <h1 className="min-w-0 font-display text-[clamp(2.75rem,2rem+2.8vw,4.25rem)] leading-[.98] tracking-[-0.015em] break-words beside:text-[2.75rem]">
              {product.name}
            </h1>
            <div className="lg:hidden beside:block">
              <WishButton product={product} />
            </div>
          </div>
          {/* On a phone in one row, so that the price is seen above the button. */}
          <div className="mt-3 flex items-baseline justify-between gap-4 lg:block">
            {product.brand && (
              <p className="text-muted">
                <Link to={`/shop?brand=${product.brand.slug}`} className="hover:text-fg hover:underline">
                  {product.brand.name}
                </Link>
              </p>
            )}
            {chosen && <Price money={chosen.price} className="block text-2xl font-medium lg:mt-4" />}
          </div>
          {product.rating && (
            <p className="mt-3 text-sm text-muted">
              <a href="#reviews" className="inline-flex min-h-6 items-center gap-2 hover:text-fg">
                <Stars value={product.rating.average} />
                <span className="tabular-nums">({product.rating.count})</span>
              </a>
            </p>
          )}
          <p className="mt-5 max-w-prose text-[1.0625rem] leading-relaxed whitespace-pre-line text-muted">
            {product.description}
          </p>
          {product.options.length > 0 && chosen?.options ? (
            <Options product={product} chosen={chosen} onChoose={choose} />
          ) : (
            product.variants.length > 1 && (
              <Variants variants={product.variants} chosen={chosen} onChoose={choose} />
            )
          )}
          {chosen?.parts && <Parts parts={chosen.parts} />}
          <div className="mt-8 hidden gap-3 lg:flex beside:flex-wrap">
            {stepper}
            {button}
            <div className="beside:hidden">
              <WishButton product={product} />
            </div>
          </div>
          <Stock available={available} wanted={amount} backorder={chosen?.backorder} />
          <Facts product={product} chosen={chosen} />
        </div>
      </div>
      <Reviews product={product} />
      <ProductShelves product={product} />
      <Recent except={product.id} />
      {/* On a phone the button stays at hand. */}
      <div className="fixed inset-x-0 bottom-0 z-30 flex gap-3 border-t border-line bg-bg/95 p-3 pb-[max(.75rem,env(safe-area-inset-bottom))] backdrop-blur-md lg:hidden">
        {stepper}
        {button}
      </div>
    </div>
  );
}

function Breadcrumb({ product }: { product: Product }) {
  const text = useMessages().nav;
  const { data } = useCategories();
  const path = pathTo(data?.items ?? [], product.category?.slug);
  const links = [
    { to: "/shop", name: text.shop },
    ...path.map((category) => ({ to: `/categories/${category.slug}`, name: category.name })),
  ];
  return (
    <nav aria-label={text.breadcrumb} className="mb-4 lg:mb-6">
      <ol className="flex items-center gap-1.5 text-sm whitespace-nowrap text-muted">
        {links.map((link) => (
          <li key={link.to} className="flex items-center gap-1.5">
            <Link to={link.to} className="hover:text-fg hover:underline">
              {link.name}
            </Link>
            <ChevronRight aria-hidden className="size-3.5" />
          </li>
        ))}
        <li aria-current="page" className="truncate text-fg">
          {product.name}
        </li>
      </ol>
    </nav>
  );
}

interface VariantsProps {
  variants: Variant[];
  chosen?: Variant;
  onChoose: (variant: Variant) => void;
}

function Variants({ variants, chosen, onChoose }: VariantsProps) {
  const text = useMessages();
  const locale = useLocale();
  const differ = new Set(variants.map((variant) => variant.price.amount_minor)).size > 1;
  return (
    <fieldset className="mt-8">
      <legend className="text-sm">
        <span className="font-semibold">{text.product.variant}</span>
        <span className="ml-2 text-muted">{chosen?.name}</span>
      </legend>
      <div className="mt-3 flex flex-wrap gap-2">
        {variants.map((variant) => (
          <label
            key={variant.id}
            className={cx(
              "relative flex min-h-11 items-center gap-2 rounded-full border px-4 text-[0.9375rem] transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-ring",
              variant.id === chosen?.id ? "border-fg bg-fg text-bg" : "border-line-strong/60 hover:border-fg",
              !canBuy(variant) &&
                variant.id !== chosen?.id &&
                "text-muted line-through decoration-line-strong",
            )}
          >
            <input
              type="radio"
              name="variant"
              className="sr-only"
              checked={variant.id === chosen?.id}
              onChange={() => onChoose(variant)}
            />
            {variant.name || variant.sku}
            {differ && (
              <span className="text-sm tabular-nums opacity-75">{formatMoney(variant.price, locale)}</span>
            )}
            {!canBuy(variant) && <span className="sr-only">({text.product.soldOut})</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function ProductSkeleton() {
  const text = useMessages().product;
  return (
    <Loading label={text.loading} className="wrap pt-4 lg:pt-8">
      <div className="skeleton mb-6 h-4 w-48 rounded" />
      <div className={COLUMNS}>
        <div className="skeleton -mx-4 aspect-square sm:mx-0 sm:aspect-4/5 sm:rounded-3xl lg:max-h-[78vh]" />
        <div className="space-y-4 lg:pt-4">
          <div className="skeleton h-14 w-4/5 rounded-lg" />
          <div className="skeleton h-7 w-28 rounded" />
          <div className="skeleton h-24 w-full rounded-lg" />
          <div className="skeleton h-13 w-full rounded-full" />
        </div>
      </div>
    </Loading>
  );
}
