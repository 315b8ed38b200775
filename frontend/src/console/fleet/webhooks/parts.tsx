import { Link } from "react-router";
import type { WebhookDelivery, WebhookDeliveryState, WebhookEndpoint } from "../../../api/generated";
import type { Column } from "../../components/DataTable";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { Ago } from "../../components/time";
import { useOutsideText } from "../outside";

export const DELIVERY_STATES: WebhookDeliveryState[] = ["pending", "succeeded", "failed", "cancelled"];
const TONES: Record<WebhookDeliveryState, Tone> = {
  pending: "busy",
  succeeded: "good",
  failed: "bad",
  cancelled: "quiet",
};

export function DeliveryState({ state }: { state: WebhookDeliveryState }) {
  return <StatusPill tone={TONES[state]}>{useOutsideText().deliveries.states[state]}</StatusPill>;
}

export function EndpointState({ endpoint }: { endpoint: WebhookEndpoint }) {
  const text = useOutsideText().webhooks;
  if (!endpoint.enabled)
    return <StatusPill tone={endpoint.disabled_reason ? "bad" : "quiet"}>{text.disabled}</StatusPill>;
  if (endpoint.failing_since) return <StatusPill tone="wait">{text.failing}</StatusPill>;
  return <StatusPill tone="good">{text.enabled}</StatusPill>;
}

export const deliveryColumns = (
  text: ReturnType<typeof useOutsideText>["deliveries"],
): Column<WebhookDelivery>[] => [
  {
    key: "type",
    header: text.type,
    cell: (delivery) => (
      <Link to={`/fleet/deliveries/${delivery.id}`} className="[overflow-wrap:anywhere] hover:underline">
        {delivery.type}
      </Link>
    ),
  },
  { key: "state", header: text.state, cell: (delivery) => <DeliveryState state={delivery.state} /> },
  {
    key: "status",
    header: text.status,
    align: "right",
    cell: (delivery) => delivery.status ?? <span className="text-muted">{text.noAnswer}</span>,
  },
  { key: "attempts", header: text.attempts, align: "right", cell: (delivery) => delivery.attempts },
  {
    key: "created",
    header: text.created,
    align: "right",
    cell: (delivery) => <Ago time={delivery.created_at} />,
  },
];
