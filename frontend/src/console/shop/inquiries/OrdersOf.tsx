import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Inquiry } from "../../../api/generated";
import { searchOrders } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read, RowsSkeleton } from "../../components/states";
import { AskForReply } from "../drafts/AskForDraft";
import { ORDER_TONES, useOrderText } from "../orders/text";
import { useInquiriesText } from "./text";

const SHOWN = 5;

/** What this may be about, and a model that drafts a reply to it. Who logged in may write from another address. */
export function OrdersOf({ inquiry }: { inquiry: Inquiry }) {
  const text = useInquiriesText();
  const orderText = useOrderText();
  const locale = useLocale();
  const mayWrite = useMay("orders_write");
  const whose = inquiry.customer_id ? { customer_id: inquiry.customer_id } : { email: inquiry.email };
  const query = useQuery({
    queryKey: ["console", "inquiry", inquiry.id, "orders"],
    queryFn: async ({ signal }) => (await searchOrders({ query: { ...whose, limit: SHOWN }, signal })).data,
  });
  return (
    <Panel title={inquiry.customer_id ? text.ordersOfAccount : text.orders}>
      <Read query={query} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{text.noOrders}</p>
          ) : (
            <>
              <ul className="divide-y divide-line">
                {items.map((order) => (
                  <li
                    key={order.id}
                    className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5 first:pt-0"
                  >
                    <span className="min-w-0 flex-1">
                      <Link
                        to={`/shop/orders/${order.id}`}
                        className="font-medium whitespace-nowrap underline-offset-4 hover:underline"
                      >
                        {order.number}
                      </Link>
                      <span className="block text-xs text-muted">
                        {formatMoment(order.created_at, locale)}
                      </span>
                    </span>
                    <StatusPill tone={ORDER_TONES[order.state]}>{orderText.states[order.state]}</StatusPill>
                    {mayWrite && (
                      <AskForReply
                        id={order.id}
                        question={inquiry.message}
                        name={text.draftFor(order.number)}
                      />
                    )}
                  </li>
                ))}
              </ul>
              {mayWrite && (
                <p className="mt-3 text-muted">
                  {text.draftsLead}{" "}
                  <Link to="/shop/drafts?kind=reply" className="text-link">
                    {text.toDrafts}
                  </Link>
                </p>
              )}
            </>
          )
        }
      </Read>
    </Panel>
  );
}
