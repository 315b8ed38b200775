import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import type { Money, SalesDay } from "../../../api/generated";
import { dailySales } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { Empty } from "../../../components/states";
import { useLocale } from "../../../i18n";
import { formatDate } from "../../../lib/format";
import { DataTable } from "../../components/DataTable";
import { SelectFilter } from "../../components/FilterBar";
import { Panel } from "../../components/Panel";
import { Read, RowsSkeleton } from "../../components/states";
import { Tile, Tiles } from "../../components/Tile";
import { useList } from "../../components/useList";
import { useHouseText } from "../kit/houseText";
import type { Column } from "../kit/List";
import { useCurrency } from "../kit/lookups";
import { moneyColumn } from "../kit/moneyColumn";
import { Page } from "../kit/page";
import { formatCount } from "../kit/units";
import { byDay, dayBefore, daysBetween } from "./days";
import { SalesChart } from "./SalesChart";

export default function SalesPage() {
  const text = useHouseText();
  const own = useCurrency();
  const list = useList(["days", "currency"]);
  const length = Number(list.get("days")) || 28;
  const [from, to] = [dayBefore(Date.now(), length - 1), dayBefore(Date.now(), 0)];
  const query = useQuery({
    queryKey: ["console", "sales", from, to],
    queryFn: async ({ signal }) => (await dailySales({ query: { from, to }, signal })).data.items,
  });
  const currencies = [...new Set([own, ...(query.data ?? []).map((one) => one.currency)])];
  const currency = list.get("currency") || own;
  return (
    <Page title={text.reports} lead={text.reportsLead}>
      <div className="flex flex-wrap gap-2">
        <SelectFilter
          list={list}
          name="days"
          label={text.range}
          all={text.ranges["28"]}
          options={Object.entries(text.ranges).filter(([days]) => days !== "28")}
        />
        {currencies.length > 1 && (
          <SelectFilter
            list={list}
            name="currency"
            label={text.currency}
            all={own}
            options={currencies.filter((one) => one !== own).map((one) => [one, one] as const)}
          />
        )}
      </div>
      <Read query={query} skeleton={<RowsSkeleton />}>
        {(sales) => {
          const shown = sales.filter((one) => one.currency === currency);
          if (shown.length === 0) {
            return (
              <Panel>
                <Empty icon={<ChartColumn />} title={text.noSales} />
              </Panel>
            );
          }
          return (
            <>
              <Totals sales={shown} currency={currency} />
              <Panel title={text.sales}>
                <SalesChart days={byDay(daysBetween(from, to), sales, currency)} currency={currency} />
              </Panel>
              <Days sales={shown} />
            </>
          );
        }}
      </Read>
    </Page>
  );
}

function Totals({ sales, currency }: { sales: SalesDay[]; currency: string }) {
  const text = useHouseText();
  const locale = useLocale();
  const sum = (of: (day: SalesDay) => number) => sales.reduce((all, day) => all + of(day), 0);
  const money = (of: (day: SalesDay) => Money) => ({
    amount_minor: sum((day) => of(day).amount_minor),
    currency,
  });
  return (
    <Tiles>
      <Tile label={text.sales} value={<Price money={money((day) => day.total)} />} />
      <Tile
        label={text.orders}
        value={formatCount(
          sum((day) => day.orders),
          locale,
        )}
      />
      <Tile label={text.tax} value={<Price money={money((day) => day.tax_total)} />} />
      <Tile label={text.refunded} value={<Price money={money((day) => day.refunded_total)} />} />
    </Tiles>
  );
}

function Days({ sales }: { sales: SalesDay[] }) {
  const text = useHouseText();
  const locale = useLocale();
  const columns: Column<SalesDay>[] = [
    { key: "day", header: text.day, cell: (row) => formatDate(`${row.day}T12:00:00Z`, locale) },
    { key: "orders", header: text.orders, align: "right", cell: (row) => row.orders },
    { key: "units", header: text.units, align: "right", hidden: "phone", cell: (row) => row.units },
    moneyColumn("items", text.items, (row) => row.items_total, { hidden: "phone" }),
    moneyColumn("shipping", text.shipping, (row) => row.shipping_total, { hidden: "phone" }),
    moneyColumn("tax", text.tax, (row) => row.tax_total),
    moneyColumn("refunded", text.refunded, (row) => row.refunded_total),
    moneyColumn("total", text.total, (row) => row.total),
  ];
  return (
    <Panel flush>
      <DataTable
        caption={text.reports}
        columns={columns}
        rows={[...sales].reverse()}
        rowKey={(row) => row.day}
      />
    </Panel>
  );
}
