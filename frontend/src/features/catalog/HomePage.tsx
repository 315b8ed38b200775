import { useQueries, useQuery } from "@tanstack/react-query";
import { ArrowRight, RotateCcw, ShieldCheck, Truck } from "lucide-react";
import { Link } from "react-router";
import type { ProductSummary } from "../../api/generated";
import { listCollectionsOptions, listProductsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { Picture } from "../../components/Picture";
import { ErrorState } from "../../components/states";
import { useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { useTitle } from "../../lib/useTitle";
import { ForYouShelf } from "../recommendations/LaterShelf";
import { useCategories } from "./categories";
import { GridSkeleton, ProductGrid } from "./ProductGrid";

const NEWEST = { sort: "newest", in_stock: true, limit: 12 } as const;
/** What stands in the window: the finest of the shop. */
const FINEST = { sort: "price_desc", in_stock: true, limit: 12 } as const;

export default function HomePage() {
  const text = useMessages();
  useTitle(text.home.title);
  const newest = useQuery(listProductsOptions({ query: NEWEST }));
  const finest = useQuery(listProductsOptions({ query: FINEST }));
  const shown = forHero(finest.data?.items ?? []);
  return (
    <>
      <Hero products={shown} />
      <section aria-labelledby="newest" className="wrap pt-16 lg:pt-20">
        <div className="mb-6 flex items-end justify-between gap-4">
          <h2 id="newest" className="font-display text-4xl lg:text-5xl">
            {text.home.newest}
          </h2>
          <Link to="/shop" className="text-link min-h-9 shrink-0 text-sm">
            {text.home.seeAll}
          </Link>
        </div>
        {newest.isPending ? (
          <GridSkeleton />
        ) : newest.error ? (
          <ErrorState error={newest.error} retry={newest.refetch} />
        ) : (
          <ProductGrid products={newest.data.items.slice(0, 8)} />
        )}
      </section>
      <Collections />
      <Rooms />
      <div className="wrap lg:pt-8">
        <ForYouShelf />
      </div>
      <Promises />
    </>
  );
}

/** Three that have pictures, of as many categories as there are. */
export function forHero(products: ProductSummary[]): ProductSummary[] {
  const pictured = products.filter((product) => product.image);
  const ofNewCategory = pictured.filter(
    (product, index) => pictured.findIndex((other) => other.category === product.category) === index,
  );
  const others = pictured.filter((product) => !ofNewCategory.includes(product));
  return [...ofNewCategory, ...others].slice(0, 3);
}

function Hero({ products }: { products: ProductSummary[] }) {
  const text = useMessages().home;
  return (
    <section className="wrap pt-8 lg:pt-10">
      <div className="grid items-center gap-8 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:gap-14">
        <div>
          <p className="text-sm font-medium text-accent">{text.eyebrow}</p>
          <h1 className="mt-3 font-display text-[clamp(3.25rem,1.9rem+5.6vw,6.25rem)] leading-[.94] tracking-[-0.025em]">
            {text.title}
          </h1>
          <p className="mt-5 max-w-md text-lg leading-relaxed text-muted">{text.lead}</p>
          <div className="mt-7 flex flex-wrap gap-3">
            <Link to="/shop" className="btn-primary">
              {text.browse}
              <ArrowRight aria-hidden className="size-4" />
            </Link>
            <Link to="/about" className="btn-quiet">
              {text.how}
            </Link>
          </div>
        </div>
        <div className="grid grid-cols-[1.35fr_1fr] grid-rows-2 gap-3 max-lg:aspect-[1.16] sm:gap-4 lg:h-[31rem]">
          {[0, 1, 2].map((index) => {
            const product = products[index];
            const frame = cx("min-h-0 overflow-hidden rounded-3xl bg-sunken", index === 0 && "row-span-2");
            return product ? (
              <Link
                key={index}
                to={`/products/${product.slug}`}
                className={cx(frame, "group")}
                aria-label={product.name}
              >
                <Picture
                  image={product.image}
                  eager
                  className="object-[50%_62%] transition-transform duration-700 ease-out-soft group-hover:scale-[1.03]"
                />
              </Link>
            ) : (
              <div key={index} className={cx(frame, "skeleton")} />
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** What staff put together, each with a picture of what is in it. */
function Collections() {
  const text = useMessages().home;
  const { data } = useQuery(listCollectionsOptions({ query: { limit: 12 } }));
  const shown = data?.items.slice(0, 4) ?? [];
  const samples = useQueries({
    queries: shown.map(({ slug }) =>
      listProductsOptions({ query: { collection: slug, sort: "by_hand", limit: 1 } }),
    ),
  });
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="collections" className="wrap mt-20 lg:mt-28">
      <h2 id="collections" className="mb-6 font-display text-4xl lg:text-5xl">
        {text.collections}
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 sm:gap-5">
        {shown.map((collection, index) => {
          const image = samples[index]?.data?.items[0]?.image;
          return (
            <li
              key={collection.id}
              className="group relative flex min-h-40 overflow-hidden rounded-3xl border border-line bg-surface"
            >
              <div className="flex min-w-0 flex-1 flex-col justify-center p-5 sm:p-7">
                <h3 className="font-display text-2xl sm:text-3xl">
                  <Link
                    to={`/collections/${collection.slug}`}
                    className="after:absolute after:inset-0 after:rounded-3xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-4 focus-visible:after:outline-ring"
                  >
                    {collection.name}
                  </Link>
                </h3>
                {collection.description && (
                  <p className="mt-1.5 line-clamp-2 text-sm leading-relaxed text-muted">
                    {collection.description}
                  </p>
                )}
              </div>
              <div className="w-2/5 shrink-0 overflow-hidden bg-sunken">
                <Picture
                  image={image && { ...image, alt: "" }}
                  className="object-[50%_62%] transition-transform duration-700 ease-out-soft group-hover:scale-[1.04]"
                />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The categories at the top, each with a picture from its shelf. */
function Rooms() {
  const text = useMessages().home;
  const { data } = useCategories();
  const top = data?.items.slice(0, 3) ?? [];
  const samples = useQueries({
    queries: top.map((category) =>
      listProductsOptions({
        query: { category: category.slug, sort: "newest", in_stock: true, limit: 1 },
      }),
    ),
  });
  if (top.length === 0) return null;
  return (
    <section aria-labelledby="rooms" className="wrap mt-20 lg:mt-28">
      <h2 id="rooms" className="mb-6 font-display text-4xl lg:text-5xl">
        {text.rooms}
      </h2>
      <ul className="grid gap-3 sm:grid-cols-3 sm:gap-5">
        {top.map((category, index) => {
          const image = samples[index]?.data?.items[0]?.image;
          return (
            <li
              key={category.id}
              className="group relative aspect-16/10 overflow-hidden rounded-3xl bg-sunken sm:aspect-4/5"
            >
              <Picture
                image={image && { ...image, alt: "" }}
                className="object-[50%_62%] transition-transform duration-700 ease-out-soft group-hover:scale-[1.04]"
              />
              <h3 className="absolute bottom-4 left-4 text-lg font-medium">
                <Link
                  to={`/categories/${category.slug}`}
                  className="flex min-h-11 items-center rounded-full bg-surface px-5 shadow-pop after:absolute after:-inset-[100rem]"
                >
                  {category.name}
                </Link>
              </h3>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Promises() {
  const text = useMessages().home;
  const promises = [
    { icon: Truck, title: text.delivery, detail: text.deliveryText },
    { icon: RotateCcw, title: text.returns, detail: text.returnsText },
    { icon: ShieldCheck, title: text.safe, detail: text.safeText },
  ];
  return (
    <section aria-label={text.promises} className="wrap mt-20 lg:mt-28">
      <ul className="grid gap-px overflow-hidden rounded-3xl border border-line bg-line md:grid-cols-3">
        {promises.map(({ icon: Icon, title, detail }) => (
          <li key={title} className="flex gap-4 bg-surface p-6 lg:p-8">
            <Icon aria-hidden className="mt-0.5 size-6 shrink-0 text-accent" strokeWidth={1.5} />
            <div>
              <h3 className="font-semibold">{title}</h3>
              <p className="mt-1 text-sm leading-relaxed text-muted">{detail}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
