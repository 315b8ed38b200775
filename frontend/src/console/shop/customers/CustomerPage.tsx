import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Customer } from "../../../api/generated";
import { deactivateStaff, getCustomer, reactivateStaff, searchOrders } from "../../../api/generated";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { confirm } from "../../components/confirm";
import { Facts, Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read, RowsSkeleton } from "../../components/states";
import { useRun, useSend } from "../kit/data";
import { Page, Skeleton } from "../kit/page";
import { usePeopleText } from "../kit/peopleText";
import { useWords } from "../kit/text";
import { ORDER_TONES, useOrderText } from "../orders/text";
import { Spent } from "./CustomersPage";

export default function CustomerPage() {
  const { id = "" } = useParams();
  const text = usePeopleText();
  const back = { to: "/shop/customers", label: text.customers };
  const query = useQuery({
    queryKey: ["console", "customer", id],
    queryFn: async ({ signal }) => (await getCustomer({ path: { id }, signal })).data,
  });
  return (
    <Read
      query={query}
      skeleton={
        <Page title={text.customers} back={back}>
          <Skeleton rows={4} />
        </Page>
      }
    >
      {(customer) => <Details customer={customer} back={back} />}
    </Read>
  );
}

function Details({ customer, back }: { customer: Customer; back: { to: string; label: string } }) {
  const text = usePeopleText();
  const words = useWords();
  const locale = useLocale();
  const isClosed = customer.deactivated_at !== undefined;
  return (
    <Page
      title={customer.name || customer.email}
      back={back}
      mark={<StatusPill tone={isClosed ? "quiet" : "good"}>{isClosed ? text.closed : text.open}</StatusPill>}
      actions={<Account customer={customer} />}
    >
      <div className="grid items-start gap-4 lg:grid-cols-[26rem_minmax(0,1fr)]">
        <Panel title={text.account}>
          <Facts
            items={[
              [
                words.email,
                <span key="email" className="[overflow-wrap:anywhere]">
                  {customer.email}
                </span>,
              ],
              [text.confirmed, customer.email_verified ? words.yes : text.notConfirmed],
              [text.since, formatMoment(customer.created_at, locale)],
              [text.orders, customer.orders],
              [text.lastOrder, customer.last_order_at && formatMoment(customer.last_order_at, locale)],
              [text.spent, <Spent key="spent" customer={customer} />],
            ]}
          />
        </Panel>
        <Orders id={customer.id} />
      </div>
    </Page>
  );
}

function Account({ customer }: { customer: Customer }) {
  const text = usePeopleText();
  const send = useSend();
  const { run } = useRun();
  const mayWrite = useMay("users_write");
  if (!mayWrite) return null;
  const path = { id: customer.id };
  if (customer.deactivated_at) {
    return (
      <button
        type="button"
        className="btn-quiet"
        onClick={() => void run(null, () => reactivateStaff({ path }), text.reopened)}
      >
        {text.reopen}
      </button>
    );
  }
  const close = () =>
    confirm({
      title: text.close,
      text: text.closeText,
      action: text.close,
      tone: "danger",
      run: () => send(null, () => deactivateStaff({ path }), text.closedDone),
    });
  return (
    <button type="button" className="btn-danger" onClick={() => void close()}>
      {text.close}
    </button>
  );
}

function Orders({ id }: { id: string }) {
  const text = usePeopleText();
  const orderText = useOrderText();
  const locale = useLocale();
  const query = useQuery({
    queryKey: ["console", "customer", id, "orders"],
    queryFn: async ({ signal }) =>
      (await searchOrders({ query: { customer_id: id, limit: 10 }, signal })).data,
  });
  return (
    <Panel
      title={text.recentOrders}
      actions={
        <Link to={`/shop/orders?customer_id=${id}`} className="btn-quiet">
          {text.allOrders}
        </Link>
      }
    >
      <Read query={query} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{text.noOrders}</p>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((order) => (
                <li key={order.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
                  <Link
                    to={`/shop/orders/${order.id}`}
                    className="font-medium underline-offset-4 hover:underline"
                  >
                    {order.number}
                  </Link>
                  <StatusPill tone={ORDER_TONES[order.state]}>{orderText.states[order.state]}</StatusPill>
                  <span className="text-muted">{formatMoment(order.created_at, locale)}</span>
                  <Price money={order.total} exact className="ml-auto" />
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </Panel>
  );
}
