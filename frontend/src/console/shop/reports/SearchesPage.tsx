import { SearchCheck } from "lucide-react";
import type { InsightList, SearchCounts, SearchedFor } from "../../../api/generated";
import { searchInsight } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { SelectFilter } from "../../components/FilterBar";
import { Tile, Tiles } from "../../components/Tile";
import { useList } from "../../components/useList";
import { useHouseText } from "../kit/houseText";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { formatCount } from "../kit/units";
import { dayBefore } from "./days";

/** What is searched for, and what comes of it. */
export default function SearchesPage() {
  const text = useHouseText();
  const locale = useLocale();
  const list = useList(["days", "list"]);
  const length = Number(list.get("days")) || 28;
  const [from, to] = [dayBefore(Date.now(), length - 1), dayBefore(Date.now(), 0)];
  let total: SearchCounts | undefined;
  const searches = usePage("searches", list, async (cursor, signal) => {
    const which = (list.get("list") || undefined) as InsightList | undefined;
    return searchInsight({ query: { from, to, list: which, cursor, limit: 50 }, signal });
  });
  if (searches.data && "total" in searches.data) {
    total = searches.data.total as SearchCounts;
  }
  const rate = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const count = (key: string, header: string, of: (counts: SearchCounts) => number, hidden?: "phone") => ({
    key,
    header,
    hidden,
    align: "right" as const,
    cell: (row: SearchedFor) => formatCount(of(row.counts), locale),
  });
  const columns: Column<SearchedFor>[] = [
    { key: "query", header: text.searchedFor, cell: (row) => row.query },
    count("searches", text.searchCount, (counts) => counts.searches),
    count("empty", text.withoutResults, (counts) => counts.without_results),
    count("clicks", text.clicks, (counts) => counts.clicks, "phone"),
    {
      key: "bought",
      header: text.conversionRate,
      align: "right",
      hidden: "phone",
      cell: (row) => rate.format(row.counts.conversion_rate),
    },
  ];
  return (
    <Page title={text.searches} lead={text.searchesLead}>
      <div className="flex flex-wrap gap-2">
        <SelectFilter
          list={list}
          name="days"
          label={text.range}
          all={text.ranges["28"]}
          options={Object.entries(text.ranges).filter(([days]) => days !== "28")}
        />
        <SelectFilter
          list={list}
          name="list"
          label={text.whichSearches}
          all={text.allSearches}
          options={Object.entries(text.searchLists)}
        />
      </div>
      {total && (
        <Tiles>
          <Tile label={text.searchCount} value={formatCount(total.searches, locale)} />
          <Tile label={text.withoutResults} value={formatCount(total.without_results, locale)} />
          <Tile label={text.clickRate} value={rate.format(total.click_rate)} />
          <Tile label={text.conversionRate} value={rate.format(total.conversion_rate)} />
        </Tiles>
      )}
      <List
        label={text.searches}
        list={list}
        query={searches}
        columns={columns}
        rowKey={(row) => row.query}
        empty={{ icon: <SearchCheck />, title: text.noSearches }}
      />
    </Page>
  );
}
