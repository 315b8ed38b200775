import { Scale } from "lucide-react";
import type { Dispute, DisputeStatus } from "../../../api/generated";
import { listDisputes } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { useNames } from "../../names";
import { useHouseText } from "../kit/houseText";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { useWords } from "../kit/text";

const TONES: Record<DisputeStatus, Tone> = {
  inquiry: "wait",
  needs_response: "bad",
  under_review: "busy",
  won: "good",
  lost: "bad",
  closed: "quiet",
};

export default function DisputesPage() {
  const text = useHouseText();
  const words = useWords();
  const names = useNames();
  const locale = useLocale();
  const list = useList(["state"]);
  const disputes = usePage("disputes", list, (cursor, signal) =>
    listDisputes({
      query: { state: (list.get("state") || undefined) as DisputeStatus | undefined, cursor, limit: 50 },
      signal,
    }),
  );
  const columns: Column<Dispute>[] = [
    { key: "order", header: text.order, cell: (row) => row.order_number },
    {
      key: "state",
      header: words.state,
      cell: (row) => <StatusPill tone={TONES[row.state]}>{text.disputeStates[row.state]}</StatusPill>,
    },
    { key: "reason", header: text.reason, cell: (row) => text.disputeReasons[row.reason] ?? row.reason },
    { key: "amount", header: text.amount, align: "right", cell: (row) => <Price money={row.amount} exact /> },
    {
      key: "by",
      header: text.answerBy,
      align: "right",
      cell: (row) => (row.evidence_due_at ? formatMoment(row.evidence_due_at, locale) : "–"),
    },
    {
      key: "opened",
      header: text.opened,
      align: "right",
      hidden: "phone",
      cell: (row) => formatMoment(row.opened_at, locale),
    },
    { key: "provider", header: text.provider, hidden: "phone", cell: (row) => names.provider(row.provider) },
  ];
  return (
    <Page title={text.disputes} lead={text.disputesLead}>
      <FilterBar list={list}>
        <SelectFilter
          list={list}
          name="state"
          label={words.state}
          options={Object.entries(text.disputeStates)}
        />
      </FilterBar>
      <List
        label={text.disputes}
        list={list}
        query={disputes}
        columns={columns}
        rowKey={(row) => row.id}
        to={(row) => `/shop/orders/${row.order_id}`}
        empty={{ icon: <Scale />, title: text.noDisputes }}
      />
    </Page>
  );
}
