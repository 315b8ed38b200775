import { useLocale } from "../../../i18n";
import { formatMoney, minorUnits } from "../../../lib/format";
import { Chart } from "../../components/Chart";
import { useHouseText } from "../kit/houseText";
import { formatDay } from "../kit/units";
import { type DayTotal, seconds } from "./days";

/** What was sold on each day, as bars. */
export function SalesChart({ days, currency }: { days: DayTotal[]; currency: string }) {
  const text = useHouseText();
  const locale = useLocale();
  const unit = minorUnits(currency);
  return (
    <Chart
      label={text.sales}
      kind="bars"
      times={days.map((one) => seconds(one.day))}
      series={[{ name: text.sales, values: days.map((one) => one.total / unit) }]}
      format={(value) => formatMoney({ amount_minor: Math.round(value * unit), currency }, locale)}
      formatTime={(time) => formatDay(new Date(time * 1000).toISOString().slice(0, 10), locale)}
    />
  );
}
