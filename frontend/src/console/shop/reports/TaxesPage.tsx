import { useQuery } from "@tanstack/react-query";
import { Landmark } from "lucide-react";
import type { Money, TaxReportRow } from "../../../api/generated";
import { taxReport } from "../../../api/generated";
import { Empty } from "../../../components/states";
import { type Locale, useLocale } from "../../../i18n";
import { countryName } from "../../../lib/format";
import { DataTable } from "../../components/DataTable";
import { SelectFilter } from "../../components/FilterBar";
import { Panel } from "../../components/Panel";
import { Read, RowsSkeleton } from "../../components/states";
import { useList } from "../../components/useList";
import { useHouseText } from "../kit/houseText";
import type { Column } from "../kit/List";
import { moneyColumn } from "../kit/moneyColumn";
import { Page } from "../kit/page";
import { formatPercent } from "../kit/units";
import { lastMonths, monthNamed } from "./months";

const MONTHS = 25;

/** What a tax return asks for, by month. */
export default function TaxesPage() {
  const text = useHouseText();
  const locale = useLocale();
  const list = useList(["month"]);
  const [thisMonth = "", ...before] = lastMonths(Date.now(), MONTHS);
  const { from, to } = monthNamed(list.get("month")) ?? monthNamed(thisMonth) ?? { from: "", to: "" };
  const query = useQuery({
    queryKey: ["console", "taxes", from, to],
    queryFn: async ({ signal }) => (await taxReport({ query: { from, to }, signal })).data.items,
  });
  return (
    <Page title={text.taxes} lead={text.taxesLead}>
      <div className="flex flex-wrap gap-2">
        <SelectFilter
          list={list}
          name="month"
          label={text.month}
          all={monthName(thisMonth, locale)}
          options={before.map((month) => [month, monthName(month, locale)] as const)}
        />
      </div>
      <Read query={query} skeleton={<RowsSkeleton />}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <Empty icon={<Landmark />} title={text.noTaxes} />
            </Panel>
          ) : (
            <Rows rows={rows} />
          )
        }
      </Read>
    </Page>
  );
}

function Rows({ rows }: { rows: TaxReportRow[] }) {
  const text = useHouseText();
  const locale = useLocale();
  const columns: Column<TaxReportRow>[] = [
    { key: "country", header: text.country, cell: (row) => countryName(row.country, locale) },
    {
      key: "rate",
      header: text.rate,
      align: "right",
      cell: (row) => formatPercent(row.invoiced.rate_bp, locale),
    },
    moneyColumn("invoiced", text.invoiced, (row) => row.invoiced.gross, { hidden: "phone" }),
    moneyColumn("credited", text.credited, (row) => row.credited.gross, { hidden: "phone" }),
    moneyColumn("net", text.net, (row) => less(row.invoiced.net, row.credited.net)),
    moneyColumn("tax", text.tax, (row) => less(row.invoiced.tax, row.credited.tax)),
  ];
  return (
    <Panel flush>
      <DataTable
        caption={text.taxes}
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.country} ${row.currency} ${row.invoiced.rate_bp}`}
      />
    </Panel>
  );
}

const less = (one: Money, other: Money): Money => ({
  ...one,
  amount_minor: one.amount_minor - other.amount_minor,
});

const monthName = (month: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-15T12:00:00Z`),
  );
