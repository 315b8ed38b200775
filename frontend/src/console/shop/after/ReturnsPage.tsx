import { Undo2 } from "lucide-react";
import type { Return, ReturnStatus } from "../../../api/generated";
import { listReturns } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { orNothing } from "../kit/parse";
import { useWords } from "../kit/text";
import { RETURN_TONES } from "./rules";
import { useAfterText } from "./text";

const FILTERS = ["state", "order_number", "email"] as const;

export default function ReturnsPage() {
  const text = useAfterText();
  const words = useWords();
  const locale = useLocale();
  const list = useList(FILTERS);
  const oldest = list.get("sort") === "oldest";
  const returns = usePage("returns", list, (cursor, signal) =>
    listReturns({
      query: {
        state: orNothing(list.get("state")) as ReturnStatus | undefined,
        order_number: orNothing(list.get("order_number")),
        email: orNothing(list.get("email")),
        sort: oldest ? "oldest" : "newest",
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const columns: Column<Return>[] = [
    { key: "number", header: text.number, cell: (row) => row.number },
    {
      key: "state",
      header: words.state,
      cell: (row) => <StatusPill tone={RETURN_TONES[row.state]}>{text.states[row.state]}</StatusPill>,
    },
    {
      key: "items",
      header: text.items,
      cell: (row) => row.lines.map((line) => `${line.quantity} × ${line.name}`).join(", "),
    },
    { key: "email", header: text.email, hidden: "phone", cell: (row) => row.order?.email },
    { key: "amount", header: text.amount, align: "right", cell: (row) => <Price money={row.amount} exact /> },
    {
      key: "asked",
      header: text.asked,
      align: "right",
      sort: { up: "oldest", down: "newest" },
      cell: (row) => formatMoment(row.created_at, locale),
    },
  ];
  return (
    <Page title={text.returns} lead={text.returnsLead}>
      <FilterBar list={list}>
        <SelectFilter list={list} name="state" label={words.state} options={Object.entries(text.states)} />
        <TextFilter list={list} name="order_number" label={text.orderNumber} maxLength={20} />
        <TextFilter list={list} name="email" label={text.email} maxLength={254} />
      </FilterBar>
      <List
        label={text.returns}
        list={list}
        query={returns}
        columns={columns}
        rowKey={(row) => row.id}
        to={(row) => `/shop/returns/${row.id}`}
        sort={{ value: oldest ? "oldest" : "newest", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <Undo2 />, title: text.noReturns }}
      />
    </Page>
  );
}
