import { useFormState } from "../../components/form";
import { ErrorState } from "../../components/states";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";
import { Choice } from "./Choice";
import type { Delivery, useDeliveries } from "./delivery";

interface DeliveriesProps {
  query: ReturnType<typeof useDeliveries>;
  hasAddress: boolean;
  chosen?: string;
  onChoose: (key: string) => void;
}

/** The ways to get the parcel there, with what they cost. */
export function Deliveries({ query, hasAddress, chosen, onChoose }: DeliveriesProps) {
  const text = useMessages().checkout;
  const locale = useLocale();
  const { isBusy } = useFormState();
  if (!hasAddress) return <p className="text-muted">{text.shippingWait}</p>;
  if (query.error) return <ErrorState error={query.error} retry={query.refetch} />;
  if (!query.data) return <div className="skeleton h-14 rounded-2xl" />;
  if (query.data.length === 0) return <p className="text-danger">{text.shippingNone}</p>;
  const price = (delivery: Delivery) =>
    delivery.price.amount_minor === 0 ? text.freePrice : formatMoney(delivery.price, locale, true);
  return (
    <fieldset disabled={isBusy} className={query.isPlaceholderData ? "opacity-50" : ""}>
      <legend className="sr-only">{text.shipping}</legend>
      <div className="grid gap-2">
        {query.data.map((delivery) => (
          <Choice
            key={delivery.key}
            name="delivery"
            isOn={delivery.key === chosen}
            onChoose={() => onChoose(delivery.key)}
          >
            <span className="flex items-baseline justify-between gap-3">
              <span>
                <span className="font-medium">{delivery.name}</span>{" "}
                <span className="text-sm text-muted">{text.days(delivery.days)}</span>
              </span>
              <span className="tabular-nums">{price(delivery)}</span>
            </span>
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}
