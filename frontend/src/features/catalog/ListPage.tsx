import { useQuery } from "@tanstack/react-query";
import { ChevronDown, SearchX, SlidersHorizontal, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import type { Facets, ProductSummary } from "../../api/generated";
import { getCollectionOptions } from "../../api/generated/@tanstack/react-query.gen";
import NotFoundPage from "../../app/NotFoundPage";
import { Empty, ErrorState } from "../../components/states";
import { useLocale, useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { formatMoney } from "../../lib/format";
import { isNotFound } from "../../lib/problem";
import { useTitle } from "../../lib/useTitle";
import { useListed } from "../search/listed";
import { Marked, passageOf } from "../search/Marked";
import { NothingFound } from "../search/NothingFound";
import { wasOpened } from "../search/outcome";
import { Understood } from "../search/Understood";
import { pathTo, useCategories } from "./categories";
import { FilterPanel } from "./FilterPanel";
import { FilterSheet } from "./FilterSheet";
import { GridSkeleton, ProductGrid } from "./ProductGrid";
import { type ListSort, notFirst, sortsOf, useListParams, writeAttributes } from "./params";
import { useShop } from "./shop";

type List = ReturnType<typeof useListParams>;

export default function ListPage() {
  const text = useMessages().list;
  const list = useListParams();
  const { params } = list;
  const [isFiltering, setFiltering] = useState(false);
  const { data: categories } = useCategories();
  const path = pathTo(categories?.items ?? [], params.category);
  const collection = useQuery({
    ...getCollectionOptions({ path: { collection: params.collection ?? "" } }),
    enabled: params.collection !== undefined,
  });
  const heading = params.q
    ? text.results(params.q)
    : (path.at(-1)?.name ?? collection.data?.name ?? (params.collection ? "" : text.all));
  useTitle(heading);

  const products = useListed(params);
  const { hasNextPage, isFetching, fetchNextPage, loaded, items, understood } = products;
  // The address says how many pages are shown; whoever comes with a link or by reload gets them one after the other.
  useEffect(() => {
    if (loaded > 0 && loaded < params.page && hasNextPage && !isFetching) void fetchNextPage();
  }, [loaded, params.page, hasNextPage, isFetching, fetchNextPage]);

  const { facets, total } = products.first ?? {};
  const about = ({ id }: ProductSummary) => {
    const hit = products.hits.get(id);
    if (!hit) return {};
    const onOpen = () => wasOpened(params.q ?? "", id);
    return { name: <Marked parts={hit.name} />, note: passageOf(hit), onOpen };
  };
  if ((params.collection || params.category) && isNotFound(products.error)) return <NotFoundPage />;
  return (
    <section aria-labelledby="list" className="wrap pt-6 lg:pt-10">
      <Breadcrumb path={path} />
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-1">
        <h1 id="list" className="font-display text-4xl break-words lg:text-5xl">
          {heading}
        </h1>
        <p role="status" className="text-sm text-muted tabular-nums">
          {products.isPending
            ? text.moreLoading
            : products.error
              ? ""
              : text.count(total ?? items.length, total === undefined && hasNextPage)}
        </p>
      </div>
      {collection.data?.description && (
        <p className="mt-3 max-w-prose whitespace-pre-line text-muted">{collection.data.description}</p>
      )}
      <Toolbar list={list} onFilter={() => setFiltering(true)} />
      <div className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)] lg:gap-10 xl:gap-12">
        <aside aria-label={text.filters} className="hidden lg:block">
          <FilterPanel list={list} facets={facets} />
        </aside>
        <div className="min-w-0">
          <ActiveFilters list={list} facets={facets} />
          {understood && !products.isPlaceholderData && <Understood list={list} found={understood} />}
          {products.isPending ? (
            <GridSkeleton beside />
          ) : products.error && items.length === 0 ? (
            <ErrorState error={products.error} retry={products.refetch} />
          ) : items.length === 0 && understood ? (
            <NothingFound list={list} instead={understood.instead} />
          ) : items.length === 0 ? (
            <Empty
              icon={<SearchX />}
              title={text.empty}
              action={
                <button type="button" className="btn-primary" onClick={list.clear}>
                  {text.showAll}
                </button>
              }
            >
              {text.emptyText}
            </Empty>
          ) : (
            <ProductGrid
              products={items}
              eager={4}
              level="h2"
              stale={products.isPlaceholderData}
              beside
              about={about}
            />
          )}
          {hasNextPage && (
            <div className="mt-12 text-center">
              <button
                type="button"
                className="btn-quiet"
                aria-busy={products.isFetchingNextPage}
                onClick={() => list.showPage(loaded + 1)}
              >
                {products.isFetchingNextPage ? text.moreLoading : text.more}
              </button>
            </div>
          )}
        </div>
      </div>
      <FilterSheet
        list={list}
        facets={facets}
        total={total}
        isOpen={isFiltering}
        onClose={() => setFiltering(false)}
      />
    </section>
  );
}

function Breadcrumb({ path }: { path: { slug: string; name: string }[] }) {
  const text = useMessages().nav;
  if (path.length < 2) return null;
  return (
    <nav aria-label={text.breadcrumb} className="mb-2">
      <ol className="flex flex-wrap gap-1.5 text-sm text-muted">
        {path.slice(0, -1).map((category) => (
          <li key={category.slug}>
            <Link to={`/categories/${category.slug}`} className="hover:text-fg hover:underline">
              {category.name}
            </Link>
            <span aria-hidden className="ml-1.5">
              /
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The categories at hand: those below the present one, or those beside it where there is nothing below. */
function useShelf(category: string | undefined) {
  const { data } = useCategories();
  const path = pathTo(data?.items ?? [], category);
  const here = path.at(-1);
  if (!here) return { up: undefined, shelf: data?.items ?? [], isTop: true };
  if (here.children.length > 0) return { up: here, shelf: here.children, isTop: false };
  const parent = path.at(-2);
  return parent
    ? { up: parent, shelf: parent.children, isTop: false }
    : { up: undefined, shelf: data?.items ?? [], isTop: true };
}

function Toolbar({ list, onFilter }: { list: List; onFilter: () => void }) {
  const text = useMessages();
  const { params, active } = list;
  const { up, shelf } = useShelf(params.category);
  const chips = [{ slug: up?.slug, name: up?.name ?? text.nav.all }, ...shelf];
  return (
    <div className="sticky top-(--header) z-20 -mx-4 mt-5 mb-6 flex items-center gap-2 bg-bg/90 px-4 py-3 backdrop-blur-md [--header:6.75rem] sm:-mx-6 sm:px-6 lg:mx-0 lg:px-0 lg:[--header:5rem]">
      <fieldset className="no-bar -ml-4 min-w-0 flex-1 overflow-x-auto mask-r-from-[calc(100%-2rem)] pl-4 lg:ml-0 lg:mask-none lg:pl-0">
        <legend className="sr-only">{text.list.category}</legend>
        <div className="flex w-max gap-2 py-1 pr-4">
          {chips.map((chip) => {
            const isOn = params.category === chip.slug;
            return (
              <button
                key={chip.slug ?? ""}
                type="button"
                aria-pressed={isOn}
                onClick={() => list.toCategory(chip.slug)}
                className={cx(
                  "h-11 rounded-full border px-4 text-sm font-medium whitespace-nowrap transition-colors",
                  isOn ? "border-fg bg-fg text-bg" : "border-line bg-surface hover:border-line-strong",
                )}
              >
                {chip.name}
              </button>
            );
          })}
        </div>
      </fieldset>
      <label className="relative hidden shrink-0 items-center sm:flex">
        <span className="sr-only">{text.list.sort}</span>
        <select
          value={params.sort}
          onChange={(event) => list.put({ sort: notFirst(params, event.target.value as ListSort) })}
          className="h-11 appearance-none rounded-full border border-line bg-surface pr-9 pl-4 text-sm font-medium hover:border-line-strong"
        >
          {sortsOf(params).map((sort) => (
            <option key={sort} value={sort}>
              {text.list.sorts[sort]}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute right-3.5 size-4 text-muted" />
      </label>
      <button
        type="button"
        onClick={onFilter}
        className="flex h-11 shrink-0 items-center gap-2 rounded-full border border-line bg-surface px-3.5 text-sm font-medium hover:border-line-strong sm:px-4 lg:hidden"
      >
        <SlidersHorizontal aria-hidden className="size-4" />
        <span className="max-sm:sr-only">{text.list.filters}</span>
        {active > 0 && (
          <span className="grid size-5 place-items-center rounded-full bg-accent text-xs text-accent-fg tabular-nums">
            {active}
          </span>
        )}
      </button>
    </div>
  );
}

function ActiveFilters({ list, facets }: { list: List; facets: Facets | undefined }) {
  const text = useMessages().list;
  const locale = useLocale();
  const { data: shop } = useShop();
  const { params } = list;
  if (list.active === 0) return null;
  const money = (amount_minor: number | undefined) =>
    amount_minor === undefined
      ? undefined
      : formatMoney({ amount_minor, currency: shop?.currency ?? "EUR" }, locale);
  const chips = [
    params.q && { label: `“${params.q}”`, off: { q: undefined } },
    (params.priceMin !== undefined || params.priceMax !== undefined) && {
      label: text.priceRange(money(params.priceMin), money(params.priceMax)),
      off: { price_min: undefined, price_max: undefined },
    },
    params.inStock && { label: text.inStock, off: { in_stock: undefined } },
    ...params.brands.map((slug) => ({
      label: facets?.brands.find((one) => one.value === slug)?.label ?? slug,
      off: { brand: params.brands.filter((one) => one !== slug).join(",") || undefined },
    })),
    ...params.tags.map((tag) => ({
      label: tag,
      off: { tag: params.tags.filter((one) => one !== tag).join(",") || undefined },
    })),
    ...Object.entries(params.attributes).flatMap(([code, values]) => {
      const facet = facets?.attributes.find((one) => one.code === code);
      return values.map((value) => ({
        label: `${facet?.name ?? code}: ${facet?.values.find((one) => one.value === value)?.label ?? value.replace("..", "–")}`,
        off: {
          attributes: writeAttributes({
            ...params.attributes,
            [code]: values.filter((one) => one !== value),
          }),
        },
      }));
    }),
  ].filter((chip) => typeof chip === "object");
  return (
    <ul aria-label={text.activeFilters} className="mb-6 flex flex-wrap gap-2 max-lg:-mt-3">
      {chips.map((chip) => (
        <li key={chip.label}>
          <button
            type="button"
            onClick={() => list.put(chip.off)}
            className="flex h-9 items-center gap-1.5 rounded-full bg-accent-soft pr-2.5 pl-3.5 text-sm font-medium text-accent"
          >
            <span className="sr-only">{text.remove} </span>
            {chip.label}
            <X aria-hidden className="size-4" />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          onClick={list.clear}
          className="h-9 px-2 text-sm text-muted underline underline-offset-4 hover:text-fg"
        >
          {text.clearAll}
        </button>
      </li>
    </ul>
  );
}
