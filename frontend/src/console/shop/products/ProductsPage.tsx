import { Package } from "lucide-react";
import type { ProductSort, ProductSummary, StatusFilter } from "../../../api/generated";
import { listProducts } from "../../../api/generated";
import { Picture } from "../../../components/Picture";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatDate } from "../../../lib/format";
import { CreateButton } from "../../components/CreateButton";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { type ListState, useList } from "../../components/useList";
import { type Column, List, usePage } from "../kit/List";
import { useBrandList, useCategoryList } from "../kit/lookups";
import { MoreFilters } from "../kit/MoreFilters";
import { Page } from "../kit/page";
import { useWords } from "../kit/text";
import { STATUS_TONES, useProductText } from "./text";

export default function ProductsPage() {
  const text = useProductText();
  const list = useList(["q", "status", "category", "brand", "in_stock"]);
  const columns = useColumns();
  const get = (name: string) => list.get(name) || undefined;
  const products = usePage("products", list, (cursor, signal) =>
    listProducts({
      query: {
        q: get("q"),
        status: (get("status") ?? "all") as StatusFilter,
        category: get("category"),
        brand: get("brand"),
        in_stock: get("in_stock") ? true : undefined,
        sort: get("sort") as ProductSort | undefined,
        cursor,
        limit: 25,
      },
      signal,
    }),
  );
  const create = <CreateButton label={text.create} to="/shop/products/new" />;
  return (
    <Page title={text.title} lead={text.lead} actions={create}>
      <Filters list={list} />
      <List
        label={text.title}
        list={list}
        query={products}
        columns={columns}
        rowKey={(row) => row.id}
        to={(row) => `/shop/products/${row.id}`}
        sort={{ value: list.get("sort") || "newest", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <Package />, title: text.title, text: text.empty, action: create }}
      />
    </Page>
  );
}

function Filters({ list }: { list: ListState }) {
  const text = useProductText();
  const words = useWords();
  const { data: categories = [] } = useCategoryList();
  const { data: brands = [] } = useBrandList();
  return (
    <FilterBar list={list}>
      <TextFilter list={list} name="q" label={text.search} maxLength={100} />
      <MoreFilters list={list} names={["status", "category", "brand", "in_stock", "sort"]}>
        <SelectFilter list={list} name="status" label={text.status} options={Object.entries(text.statuses)} />
        <SelectFilter
          list={list}
          name="category"
          label={text.category}
          options={categories.map((one) => [one.slug, one.path] as const)}
        />
        <SelectFilter
          list={list}
          name="brand"
          label={text.brand}
          options={brands.map((one) => [one.slug, one.name] as const)}
        />
        <SelectFilter list={list} name="in_stock" label={text.stock} options={[["true", text.inStock]]} />
        <SelectFilter
          list={list}
          name="sort"
          label={words.sort}
          all={text.sorts.newest}
          options={Object.entries(text.sorts).filter(([value]) => value !== "newest")}
        />
      </MoreFilters>
    </FilterBar>
  );
}

function useColumns(): Column<ProductSummary>[] {
  const text = useProductText();
  const words = useWords();
  const locale = useLocale();
  return [
    {
      key: "name",
      header: words.name,
      sort: { up: "name_asc", down: "name_asc" },
      cell: (row) => (
        <span className="flex items-center gap-3">
          <span aria-hidden className="size-9 shrink-0 overflow-hidden rounded-lg">
            <Picture image={row.image && { ...row.image, alt: "" }} />
          </span>
          {row.name}
        </span>
      ),
    },
    {
      key: "status",
      header: text.status,
      cell: (row) => {
        const status = row.deleted_at ? "deleted" : row.status;
        return <StatusPill tone={STATUS_TONES[status]}>{text.statuses[status]}</StatusPill>;
      },
    },
    { key: "brand", header: text.brand, hidden: "phone", cell: (row) => row.brand?.name ?? "–" },
    {
      key: "stock",
      header: text.stock,
      cell: (row) =>
        row.in_stock ? (
          text.inStock
        ) : (
          <StatusPill tone="wait">{row.on_backorder ? text.onBackorder : text.soldOut}</StatusPill>
        ),
    },
    {
      key: "price",
      header: text.price,
      align: "right",
      sort: { up: "price_asc", down: "price_desc" },
      cell: (row) => (row.price_from ? <Price money={row.price_from} exact /> : "–"),
    },
    {
      key: "created",
      header: words.created_at,
      align: "right",
      hidden: "phone",
      className: "max-lg:hidden",
      cell: (row) => formatDate(row.created_at, locale),
    },
  ];
}
