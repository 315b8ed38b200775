import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Boxes, Coins, ShoppingBag, Truck } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { dailySales, listStock, searchOrders } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useShop } from "../../../features/catalog/shop";
import { useLocale } from "../../../i18n";
import { formatMoment, formatMoney } from "../../../lib/format";
import { useMay, useStaff } from "../../access";
import { Panel } from "../../components/Panel";
import { BlockSkeleton, Read, RowsSkeleton } from "../../components/states";
import { Tile, Tiles } from "../../components/Tile";
import { useHouseText } from "../kit/houseText";
import { useCurrency } from "../kit/lookups";
import { Page } from "../kit/page";
import { formatCount } from "../kit/units";
import { byDay, dayBefore, daysBetween } from "../reports/days";
import { SalesChart } from "../reports/SalesChart";
import { Wrong } from "./Wrong";

/** As many as are counted; beyond it the number says "more than". */
const COUNTED = 100;
const REFRESH = 30_000;
const WEEKS_DAYS = 28;

export default function DashboardPage() {
  const text = useHouseText();
  const { data: shop } = useShop();
  const { permissions } = useStaff();
  const [maySales, mayOrders, mayStock] = [
    useMay("sales_read"),
    useMay("orders_read"),
    useMay("catalog_write"),
  ];
  const mayWrong = useMay(["jobs_read", "payments_write", "orders_read"]);
  return (
    <Page title={text.dashboard} lead={text.dashboardLead(shop?.name ?? "Penden")}>
      {permissions.length > 0 && !(maySales || mayOrders || mayStock || mayWrong) && (
        <p className="text-muted">{text.nothingFor}</p>
      )}
      <Tiles>
        {maySales && <SalesTiles />}
        {mayOrders && <ShipTile />}
        {mayStock && <StockTile />}
      </Tiles>
      {mayWrong && <Wrong />}
      {maySales && <Weeks />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {mayOrders && <Waiting />}
        {mayStock && <Low />}
      </div>
    </Page>
  );
}

function useSales() {
  const [from, to] = [dayBefore(Date.now(), WEEKS_DAYS - 1), dayBefore(Date.now(), 0)];
  const currency = useCurrency();
  const query = useQuery({
    queryKey: ["console", "sales", from, to],
    queryFn: async ({ signal }) => (await dailySales({ query: { from, to }, signal })).data.items,
    refetchInterval: REFRESH,
  });
  return { query, currency, days: query.data && byDay(daysBetween(from, to), query.data, currency) };
}

/** Paid, not held, and not all of it sent. */
const useToShip = () =>
  useQuery({
    queryKey: ["console", "to-ship"],
    queryFn: async ({ signal }) => {
      const of = (fulfilment: "pending" | "packed" | "partly_shipped") =>
        searchOrders({
          query: { state: "placed", fulfilment, held: false, sort: "oldest", limit: COUNTED },
          signal,
        });
      const pages = await Promise.all([of("pending"), of("packed"), of("partly_shipped")]);
      const items = pages.flatMap(({ data }) => data.items);
      items.sort((a, b) => a.created_at.localeCompare(b.created_at));
      return { items, isMore: pages.some(({ data }) => data.next_cursor !== undefined) };
    },
    refetchInterval: REFRESH,
  });

const useLow = () =>
  useQuery({
    queryKey: ["console", "low-stock"],
    queryFn: async ({ signal }) => (await listStock({ query: { low: true, limit: COUNTED }, signal })).data,
    refetchInterval: REFRESH,
  });

function SalesTiles() {
  const text = useHouseText();
  const locale = useLocale();
  const { query, currency, days } = useSales();
  const [today, before] = [days?.at(-1), days?.at(-8)];
  const money = (minor: number) => formatMoney({ amount_minor: minor, currency }, locale);
  if (query.error) return null;
  if (!today || !before) {
    return (
      <>
        <BlockSkeleton className="h-28" />
        <BlockSkeleton className="h-28" />
      </>
    );
  }
  return (
    <>
      <Tile
        icon={<Coins />}
        label={text.salesToday}
        value={money(today.total)}
        note={text.lastWeek(money(before.total))}
        to="/shop/sales"
      />
      <Tile
        icon={<ShoppingBag />}
        label={text.ordersToday}
        value={formatCount(today.orders, locale)}
        note={text.lastWeek(formatCount(before.orders, locale))}
        to="/shop/orders"
      />
    </>
  );
}

function ShipTile() {
  const text = useHouseText();
  const { data, error } = useToShip();
  if (error) return null;
  if (!data) return <BlockSkeleton className="h-28" />;
  return (
    <Tile
      icon={<Truck />}
      label={text.toShip}
      value={data.isMore ? text.moreThan(data.items.length) : data.items.length}
      note={text.toShipNote}
      to="/shop/orders?state=placed&fulfilment=pending&held=false&sort=oldest"
    />
  );
}

function StockTile() {
  const text = useHouseText();
  const { data, error } = useLow();
  if (error) return null;
  if (!data) return <BlockSkeleton className="h-28" />;
  return (
    <Tile
      icon={<Boxes />}
      label={text.lowStock}
      value={data.next_cursor ? text.moreThan(data.items.length) : data.items.length}
      note={text.lowStockNote}
      to="/shop/stock?low=true"
    />
  );
}

function Weeks() {
  const text = useHouseText();
  const { query, currency, days } = useSales();
  return (
    <Panel title={text.salesChart} actions={<All to="/shop/sales" />}>
      <Read query={query} skeleton={<BlockSkeleton className="h-64" />}>
        {() => days && <SalesChart days={days} currency={currency} />}
      </Read>
    </Panel>
  );
}

function All({ to }: { to: string }) {
  const text = useHouseText();
  return (
    <Link to={to} className="inline-flex min-h-9 items-center gap-1 text-muted hover:text-fg">
      {text.seeAll}
      <ArrowRight aria-hidden className="size-4" />
    </Link>
  );
}

function Rows({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-line">{children}</ul>;
}

function Waiting() {
  const text = useHouseText();
  const locale = useLocale();
  const query = useToShip();
  return (
    <Panel
      title={text.oldestToShip}
      actions={<All to="/shop/orders?state=placed&fulfilment=pending&held=false&sort=oldest" />}
    >
      <Read query={query} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{text.nothingToShip}</p>
          ) : (
            <Rows>
              {items.slice(0, 6).map((order) => (
                <li key={order.id} className="flex items-center gap-3 py-2">
                  <Link
                    to={`/shop/orders/${order.id}`}
                    className="py-1 font-medium underline-offset-4 hover:underline"
                  >
                    {order.number}
                  </Link>
                  <span className="min-w-0 flex-1 truncate text-muted">
                    {formatMoment(order.created_at, locale)}
                  </span>
                  <Price money={order.total} exact />
                </li>
              ))}
            </Rows>
          )
        }
      </Read>
    </Panel>
  );
}

function Low() {
  const text = useHouseText();
  const query = useLow();
  return (
    <Panel title={text.lowStock} actions={<All to="/shop/stock?low=true" />}>
      <Read query={query} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{text.nothingLow}</p>
          ) : (
            <Rows>
              {items.slice(0, 6).map((item) => (
                <li key={item.variant_id} className="flex items-center gap-3 py-2">
                  <Link
                    to={`/shop/stock?sku=${encodeURIComponent(item.sku)}`}
                    className="min-w-0 flex-1 truncate py-1 font-medium underline-offset-4 hover:underline"
                  >
                    {item.product_name}
                    {item.variant_name && ` – ${item.variant_name}`}
                  </Link>
                  <span className="tabular-nums">{item.available}</span>
                </li>
              ))}
            </Rows>
          )
        }
      </Read>
    </Panel>
  );
}
