import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import type { Order } from "../../../api/generated";
import { getOrder, searchOrders } from "../../../api/generated";
import { Notice } from "../../../components/states";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { Page, Skeleton } from "../kit/page";
import { Addresses, Facts } from "./About";
import { Lines } from "./Lines";
import { Notes } from "./Notes";
import { OrderActions } from "./OrderActions";
import { Payments } from "./Payments";
import { Shipments } from "./Shipments";
import { Timeline } from "./Timeline";
import { FULFILMENT_TONES, ORDER_TONES, useOrderText } from "./text";

/** Jobs are at work on a fresh order; the page follows them. */
const FRESH = 3 * 60_000;

export default function OrderPage() {
  const { id = "" } = useParams();
  const query = useQuery({
    queryKey: ["console", "order", id],
    queryFn: async ({ signal }) => (await getOrder({ path: { id }, signal })).data,
    refetchInterval: ({ state }) =>
      state.data && Date.now() - Date.parse(state.data.updated_at) < FRESH ? 3000 : false,
  });
  const text = useOrderText();
  return (
    <Read
      query={query}
      skeleton={
        <Page title={text.title} back={{ to: "/shop/orders", label: text.title }}>
          <Skeleton rows={10} />
        </Page>
      }
    >
      {(order) => <Details order={order} />}
    </Read>
  );
}

function Details({ order }: { order: Order }) {
  const text = useOrderText();
  const locale = useLocale();
  // Whether it is held, and for whom it is, stands in the search only.
  const { data: found } = useQuery({
    queryKey: ["console", "order", order.id, "found"],
    queryFn: async ({ signal }) =>
      (await searchOrders({ query: { number: order.number }, signal })).data.items[0],
  });
  return (
    <Page
      title={text.one(order.number)}
      back={{ to: "/shop/orders", label: text.title }}
      lead={`${formatMoment(order.created_at, locale)} · ${order.email}`}
      mark={
        <>
          <StatusPill tone={ORDER_TONES[order.state]}>{text.states[order.state]}</StatusPill>
          <StatusPill tone={FULFILMENT_TONES[order.fulfilment]}>
            {text.fulfilments[order.fulfilment]}
          </StatusPill>
        </>
      }
      actions={<OrderActions order={order} isHeld={found?.held ?? false} />}
    >
      {found?.hold_reason && <Notice>{text.heldBecause(found.hold_reason)}</Notice>}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-5">
          <Lines order={order} />
          <Shipments order={order} isHeld={found?.held ?? false} />
          <Payments order={order} />
          <Timeline orderId={order.id} updatedAt={order.updated_at} />
        </div>
        <div className="min-w-0 space-y-5">
          <Facts order={order} customerId={found?.customer_id} />
          <Addresses order={order} />
          <Notes orderId={order.id} />
        </div>
      </div>
    </Page>
  );
}
