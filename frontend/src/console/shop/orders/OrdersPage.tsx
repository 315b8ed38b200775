import { ShoppingBag } from "lucide-react";
import { useState } from "react";
import type {
  FoundOrder,
  Fulfilment,
  OrderSorting,
  OrderStatus,
  PaymentStatus,
} from "../../../api/generated";
import { searchOrders } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { type ListState, useList } from "../../components/useList";
import { DayFilter } from "../kit/DayFilter";
import { type Column, List, usePage } from "../kit/List";
import { MoreFilters } from "../kit/MoreFilters";
import { Page } from "../kit/page";
import { useWords } from "../kit/text";
import { BulkBar } from "./BulkBar";
import { ExportOrders } from "./ExportOrders";
import { FULFILMENT_TONES, ORDER_TONES, useOrderText } from "./text";

const FILTERS = [
  "number",
  "email",
  "sku",
  "customer_id",
  "product_id",
  "state",
  "fulfilment",
  "payment",
  "held",
  "from",
  "to",
] as const;

/** What a phone shows when it is asked for. */
const MORE = ["sku", "state", "fulfilment", "payment", "held", "from", "to"];

export default function OrdersPage() {
  const text = useOrderText();
  const list = useList(FILTERS);
  const columns = useColumns();
  const [ids, set] = useState<ReadonlySet<string>>(new Set());
  const orders = usePage("orders", list, (cursor, signal) =>
    searchOrders({ query: { ...asked(list), cursor, limit: 25 }, signal }),
  );
  return (
    <Page title={text.title} lead={text.lead} actions={<ExportOrders />}>
      <OrderFilters list={list} />
      {ids.size > 0 && <BulkBar ids={ids} onDone={() => set(new Set())} />}
      <List
        label={text.title}
        list={list}
        query={orders}
        columns={columns}
        rowKey={(row) => row.id}
        rowName={(row) => row.number}
        to={(row) => `/shop/orders/${row.id}`}
        sort={{ value: list.get("sort") || "newest", set: (sort) => list.set({ sort }) }}
        selection={{ ids, set }}
        empty={{ icon: <ShoppingBag />, title: text.title, text: text.empty }}
      />
    </Page>
  );
}

function OrderFilters({ list }: { list: ListState }) {
  const text = useOrderText();
  const words = useWords();
  return (
    <FilterBar list={list}>
      <TextFilter list={list} name="number" label={text.number} maxLength={20} className="w-full sm:w-40" />
      <TextFilter list={list} name="email" label={text.email} maxLength={254} />
      <MoreFilters list={list} names={MORE}>
        <TextFilter list={list} name="sku" label={text.sku} maxLength={100} className="w-full sm:w-36" />
        <SelectFilter list={list} name="state" label={words.state} options={Object.entries(text.states)} />
        <SelectFilter
          list={list}
          name="fulfilment"
          label={text.goods}
          options={Object.entries(text.fulfilments)}
        />
        <SelectFilter
          list={list}
          name="payment"
          label={text.payment}
          options={Object.entries(text.payments)}
        />
        <SelectFilter
          list={list}
          name="held"
          label={text.held}
          options={[
            ["true", words.yes],
            ["false", words.no],
          ]}
        />
        <DayFilter list={list} name="from" label={words.from} />
        <DayFilter list={list} name="to" label={words.to} />
      </MoreFilters>
    </FilterBar>
  );
}

function useColumns(): Column<FoundOrder>[] {
  const text = useOrderText();
  const locale = useLocale();
  return [
    {
      key: "number",
      header: text.number,
      cell: (row) => <span className="whitespace-nowrap">{row.number}</span>,
    },
    {
      key: "placed",
      header: text.placed,
      sort: { up: "oldest", down: "newest" },
      cell: (row) => <span className="whitespace-nowrap">{formatMoment(row.created_at, locale)}</span>,
    },
    {
      key: "email",
      header: text.customer,
      cell: (row) => <span className="block max-w-[16rem] truncate max-md:max-w-[12rem]">{row.email}</span>,
    },
    {
      key: "state",
      header: text.goods,
      cell: (row) => (
        <span className="flex flex-wrap gap-1 max-md:justify-end">
          <StatusPill tone={ORDER_TONES[row.state]}>{text.states[row.state]}</StatusPill>
          {row.state === "placed" && (
            <StatusPill tone={FULFILMENT_TONES[row.fulfilment]}>
              {text.fulfilments[row.fulfilment]}
            </StatusPill>
          )}
          {row.held && <StatusPill tone="bad">{text.held}</StatusPill>}
        </span>
      ),
    },
    {
      key: "total",
      header: text.total,
      align: "right",
      sort: { up: "cheapest", down: "dearest" },
      cell: (row) => <Price money={row.total} exact />,
    },
    {
      key: "paid",
      header: text.paid,
      align: "right",
      hidden: "phone",
      className: "max-lg:hidden",
      cell: (row) => <Price money={row.captured_total} exact />,
    },
  ];
}

/** What the address asks for, as the API takes it. */
const asked = (list: ListState) => {
  const get = (name: string) => list.get(name) || undefined;
  return {
    number: get("number"),
    email: get("email"),
    sku: get("sku"),
    customer_id: get("customer_id"),
    product_id: get("product_id"),
    state: get("state") as OrderStatus | undefined,
    fulfilment: get("fulfilment") as Fulfilment | undefined,
    payment: get("payment") as PaymentStatus | undefined,
    held: get("held") === undefined ? undefined : get("held") === "true",
    from: get("from"),
    to: get("to"),
    sort: get("sort") as OrderSorting | undefined,
  };
};
