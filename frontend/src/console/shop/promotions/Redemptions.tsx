import type { Promotion, Redemption } from "../../../api/generated";
import { listRedemptions } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { type Column, List, usePage } from "../kit/List";
import { useSalesText } from "../kit/salesText";

/** Which orders used a promotion. */
export function Redemptions({ promotion }: { promotion: Promotion }) {
  const text = useSalesText();
  const locale = useLocale();
  const list = useList([]);
  const query = usePage(`redemptions ${promotion.id}`, list, (cursor, signal) =>
    listRedemptions({ path: { id: promotion.id }, query: { cursor, limit: 20 }, signal }),
  );
  const columns: Column<Redemption>[] = [
    { key: "customer", header: text.customer, cell: (row) => row.email },
    {
      key: "amount",
      header: text.tookOff,
      align: "right",
      cell: (row) => <Price money={row.amount} exact />,
    },
    {
      key: "at",
      header: text.at,
      align: "right",
      cell: (row) => (
        <span className="inline-flex flex-wrap items-center justify-end gap-2">
          {row.released_at && <StatusPill tone="quiet">{text.givenBack}</StatusPill>}
          {formatMoment(row.at, locale)}
        </span>
      ),
    },
  ];
  return (
    <div className="space-y-2">
      <h2 className="text-base">
        {text.usage}{" "}
        <span className="text-sm font-normal text-muted">
          {promotion.max_uses ? text.usesOf(promotion.uses, promotion.max_uses) : promotion.uses}
        </span>
      </h2>
      <List
        label={text.usage}
        list={list}
        query={query}
        columns={columns}
        rowKey={(row) => row.id}
        to={(row) => `/shop/orders/${row.order_id}`}
        empty={{ title: text.noUses }}
      />
    </div>
  );
}
