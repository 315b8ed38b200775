import { Link } from "react-router";
import type { Address, Order } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { countryName, formatMoment } from "../../../lib/format";
import { Facts as FactList, Panel } from "../../components/Panel";
import { useWords } from "../kit/text";
import { useOrderText } from "./text";

export function Facts({ order, customerId }: { order: Order; customerId: string | undefined }) {
  const text = useOrderText();
  const words = useWords();
  const locale = useLocale();
  return (
    <Panel title={text.facts}>
      <FactList
        items={[
          [
            text.customer,
            customerId ? (
              <Link key="customer" className="text-link" to={`/shop/customers/${customerId}`}>
                {order.email}
              </Link>
            ) : (
              `${text.guest}: ${order.email}`
            ),
          ],
          [words.created_at, formatMoment(order.created_at, locale)],
          [words.updated_at, formatMoment(order.updated_at, locale)],
          [text.invoice, order.invoice?.number],
        ]}
      />
      <Link
        className="text-link mt-3 inline-block"
        to={`/shop/orders?email=${encodeURIComponent(order.email)}`}
      >
        {text.allOf}
      </Link>
    </Panel>
  );
}

export function Addresses({ order }: { order: Order }) {
  const text = useOrderText();
  return (
    <Panel title={text.addresses}>
      <div className="grid gap-5 sm:grid-cols-2 xl:grid-cols-1">
        <Written title={text.shipTo} address={order.shipping_address} />
        <Written title={text.billTo} address={order.billing_address} />
      </div>
    </Panel>
  );
}

function Written({ title, address }: { title: string; address: Address }) {
  const locale = useLocale();
  const lines = [
    address.name,
    address.company,
    address.line1,
    address.line2,
    `${address.postal_code} ${address.city}`,
    address.region,
    countryName(address.country, locale),
    address.phone,
  ].filter(Boolean);
  return (
    <div>
      <h3 className="mb-1 font-normal tracking-normal text-muted">{title}</h3>
      <address className="not-italic [overflow-wrap:anywhere]">
        {lines.map((line) => (
          <span key={line} className="block">
            {line}
          </span>
        ))}
      </address>
    </div>
  );
}
