import { TicketPercent } from "lucide-react";
import type { ListPromotionsData, Promotion, PromotionKind } from "../../../api/generated";
import { listPromotions } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { formatDate } from "../../../lib/format";
import { useMay } from "../../access";
import { CreateButton } from "../../components/CreateButton";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { type Column, List, usePage } from "../kit/List";
import { useCurrency } from "../kit/lookups";
import { Page } from "../kit/page";
import { useSalesText } from "../kit/salesText";
import { useWords } from "../kit/text";
import { PHASE_TONES, phase, worth } from "./promotion";

type Sort = NonNullable<ListPromotionsData["query"]>["sort"];

export default function PromotionsPage() {
  const text = useSalesText();
  const words = useWords();
  const mayWrite = useMay("promotions_write");
  const list = useList(["kind", "active", "with_code", "code"]);
  const flag = (name: string) => (list.get(name) ? list.get(name) === "true" : undefined);
  const promotions = usePage("promotions", list, (cursor, signal) =>
    listPromotions({
      query: {
        kind: (list.get("kind") || undefined) as PromotionKind | undefined,
        active: flag("active"),
        with_code: flag("with_code"),
        code: list.get("code") || undefined,
        sort: (list.get("sort") || undefined) as Sort,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const create = mayWrite && <CreateButton label={text.newPromotion} to="/shop/promotions/new" />;
  return (
    <Page title={text.promotions} lead={text.promotionsLead} actions={create}>
      <FilterBar list={list}>
        <TextFilter list={list} name="code" label={text.code} maxLength={40} className="w-full sm:w-40" />
        <SelectFilter list={list} name="kind" label={words.kind} options={Object.entries(text.kinds)} />
        <SelectFilter
          list={list}
          name="active"
          label={words.state}
          options={[
            ["true", text.running],
            ["false", text.disabled],
          ]}
        />
        <SelectFilter
          list={list}
          name="with_code"
          label={text.applies}
          options={[
            ["true", text.withCode],
            ["false", text.automatic],
          ]}
        />
      </FilterBar>
      <List
        label={text.promotions}
        list={list}
        query={promotions}
        columns={useColumns()}
        rowKey={(row) => row.id}
        to={(row) => `/shop/promotions/${row.id}`}
        sort={{ value: list.get("sort") || "newest", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <TicketPercent />, title: words.nothing, text: text.noPromotions, action: create }}
      />
    </Page>
  );
}

function useColumns(): Column<Promotion>[] {
  const text = useSalesText();
  const words = useWords();
  const locale = useLocale();
  const currency = useCurrency();
  return [
    { key: "name", header: words.name, cell: (row) => row.name },
    {
      key: "code",
      header: text.code,
      cell: (row) => (row.code ? <code className="text-xs">{row.code}</code> : text.automatic),
    },
    { key: "worth", header: words.kind, cell: (row) => worth(row, text, currency, locale) },
    {
      key: "state",
      header: words.state,
      cell: (row) => {
        const now = phase(row, Date.now());
        return <StatusPill tone={PHASE_TONES[now]}>{text[now]}</StatusPill>;
      },
    },
    {
      key: "uses",
      header: text.uses,
      align: "right",
      cell: (row) => (row.max_uses ? text.usesOf(row.uses, row.max_uses) : row.uses),
    },
    {
      key: "created",
      header: words.created_at,
      align: "right",
      hidden: "phone",
      sort: { up: "oldest", down: "newest" },
      cell: (row) => formatDate(row.created_at, locale),
    },
  ];
}
