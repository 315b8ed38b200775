import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, Package } from "lucide-react";
import { Link } from "react-router";
import type { OrderSummary } from "../../api/generated";
import { claimOrders } from "../../api/generated";
import { listOrdersInfiniteOptions, listOrdersQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { Price } from "../../components/Price";
import { Empty, ErrorState, Loading } from "../../components/states";
import { toast } from "../../components/toast";
import { useLocale, useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { formatDate, formatTime } from "../../lib/format";
import { asFailure } from "../../lib/problem";
import { namesOf } from "../cart/cart";
import { nextReading, useNotYetListed } from "../orders/placed";

export default function OrdersPage() {
  const text = useMessages();
  const locale = useLocale();
  const queries = useQueryClient();
  const orders = useInfiniteQuery({
    ...listOrdersInfiniteOptions({ query: { limit: 20 } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next_cursor,
    // What was just ordered appears a moment later.
    staleTime: 0,
    refetchOnMount: "always",
    refetchInterval: ({ state }) => nextReading(state.data?.pages, state.dataUpdateCount),
  });
  const late = useNotYetListed(orders.data?.pages);
  const items = [...late, ...(orders.data?.pages.flatMap((page) => page.items) ?? [])];
  const asOf = orders.data?.pages[0]?.as_of;
  const claim = async () => {
    try {
      const { data } = await claimOrders();
      toast(text.account.orders.claimed(data.orders));
      await queries.invalidateQueries({ queryKey: listOrdersQueryKey() });
      await orders.refetch();
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    }
  };
  return (
    <section aria-labelledby="orders">
      <h2 id="orders" className="text-xl font-semibold">
        {text.account.nav.orders}
      </h2>
      {orders.isPending ? (
        <Loading label={text.account.orders.loading} className="mt-4 space-y-3">
          {[1, 2, 3].map((row) => (
            <div key={row} className="skeleton h-24 rounded-3xl" />
          ))}
        </Loading>
      ) : orders.error ? (
        <ErrorState error={orders.error} retry={orders.refetch} />
      ) : items.length === 0 ? (
        <Empty
          icon={<Package />}
          title={text.account.orders.empty}
          action={
            <Link to="/shop" className="btn-primary">
              {text.cart.browse}
            </Link>
          }
        >
          {text.account.orders.emptyText}
        </Empty>
      ) : (
        <ul className="mt-4 space-y-3">
          {items.map((order) => (
            <Row key={order.order_id} order={order} />
          ))}
        </ul>
      )}
      {orders.hasNextPage && (
        <button
          type="button"
          className="btn-quiet mt-4"
          aria-busy={orders.isFetchingNextPage}
          onClick={() => orders.fetchNextPage()}
        >
          {text.list.more}
        </button>
      )}
      {asOf && (
        <p className="mt-4 text-sm text-muted">{text.account.orders.asOf(formatTime(asOf, locale))}</p>
      )}
      <p className="mt-6 text-sm text-muted">
        {text.account.orders.claim}{" "}
        <button type="button" onClick={claim} className="text-link text-fg">
          {text.account.orders.claimAction}
        </button>
      </p>
    </section>
  );
}

function Row({ order }: { order: OrderSummary }) {
  const text = useMessages();
  const locale = useLocale();
  const states = text.order.states;
  const fulfilments = text.order.fulfilments;
  const isPaid = order.state === "placed" || order.state === "completed";
  const state =
    (isPaid && fulfilments[order.fulfilment as keyof typeof fulfilments]) ||
    states[order.state as keyof typeof states] ||
    order.state;
  const isOver = order.state === "cancelled" || order.state === "expired";
  return (
    <li className="group relative flex items-center gap-4 rounded-3xl border border-line bg-surface p-5 transition-colors hover:border-line-strong">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="font-medium tabular-nums">
            <Link to={`/orders/${order.order_id}`} className="after:absolute after:inset-0 after:rounded-3xl">
              {order.number}
            </Link>
          </h3>
          <span
            className={cx(
              "rounded-full px-2.5 py-0.5 text-xs font-medium",
              isOver ? "bg-sunken text-muted" : "bg-accent-soft text-accent",
            )}
          >
            {state}
          </span>
        </div>
        <p className="mt-1 truncate text-sm text-muted">
          {formatDate(order.placed_at, locale)} ·{" "}
          {order.lines.map((line) => namesOf(line).product).join(", ")}
        </p>
      </div>
      <Price money={order.total} exact className="font-medium" />
      <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
    </li>
  );
}
