import { Users } from "lucide-react";
import type { Customer, CustomerSort } from "../../../api/generated";
import { listCustomers } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatDate } from "../../../lib/format";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { usePeopleText } from "../kit/peopleText";
import { useWords } from "../kit/text";

export default function CustomersPage() {
  const text = usePeopleText();
  const words = useWords();
  const list = useList(["q", "active"]);
  const customers = usePage("customers", list, (cursor, signal) =>
    listCustomers({
      query: {
        q: list.get("q") || undefined,
        active: list.get("active") ? list.get("active") === "true" : undefined,
        sort: (list.get("sort") || undefined) as CustomerSort | undefined,
        cursor,
        limit: 25,
      },
      signal,
    }),
  );
  return (
    <Page title={text.customers} lead={text.customersLead}>
      <FilterBar list={list}>
        <TextFilter list={list} name="q" label={text.search} maxLength={100} className="w-full sm:w-64" />
        <SelectFilter
          list={list}
          name="active"
          label={text.account}
          options={[
            ["true", text.open],
            ["false", text.closed],
          ]}
        />
      </FilterBar>
      <List
        label={text.customers}
        list={list}
        query={customers}
        columns={useColumns()}
        rowKey={(row) => row.id}
        to={(row) => `/shop/customers/${row.id}`}
        sort={{ value: list.get("sort") || "newest", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <Users />, title: words.nothing, text: text.noCustomers }}
      />
    </Page>
  );
}

/** What somebody spent, in every currency that they used. */
export function Spent({ customer }: { customer: Customer }) {
  if (customer.spent.length === 0) return <>–</>;
  return (
    <span className="inline-flex flex-col">
      {customer.spent.map((money) => (
        <Price key={money.currency} money={money} exact />
      ))}
    </span>
  );
}

function useColumns(): Column<Customer>[] {
  const text = usePeopleText();
  const words = useWords();
  const locale = useLocale();
  return [
    {
      key: "name",
      header: words.name,
      cell: (row) => (
        <span className="block">
          {row.name || row.email}
          <span className="block font-normal text-muted [overflow-wrap:anywhere]">{row.email}</span>
        </span>
      ),
    },
    {
      key: "account",
      header: text.account,
      cell: (row) => (
        <StatusPill tone={row.deactivated_at ? "quiet" : "good"}>
          {row.deactivated_at ? text.closed : text.open}
        </StatusPill>
      ),
    },
    { key: "orders", header: text.orders, align: "right", cell: (row) => row.orders },
    { key: "spent", header: text.spent, align: "right", cell: (row) => <Spent customer={row} /> },
    {
      key: "last",
      header: text.lastOrder,
      align: "right",
      hidden: "phone",
      className: "max-lg:hidden",
      cell: (row) => (row.last_order_at ? formatDate(row.last_order_at, locale) : "–"),
    },
    {
      key: "since",
      header: text.since,
      align: "right",
      hidden: "phone",
      sort: { up: "oldest", down: "newest" },
      cell: (row) => formatDate(row.created_at, locale),
    },
  ];
}
