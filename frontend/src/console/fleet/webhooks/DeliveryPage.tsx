import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useParams } from "react-router";
import { redeliverWebhook, type WebhookAttempt, type WebhookDeliveryDetail } from "../../../api/generated";
import { getWebhookDeliveryOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { useMay } from "../../access";
import { CopyId } from "../../components/CopyId";
import { JsonView } from "../../components/JsonView";
import { PageHeader } from "../../components/PageHeader";
import { Facts, Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { Ago, At } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { useFleetNav } from "../nav";
import { useOutsideText } from "../outside";
import { DeliveryState } from "./parts";

export default function DeliveryPage() {
  const { id = "" } = useParams();
  const query = useQuery({
    ...getWebhookDeliveryOptions({ path: { id } }),
    refetchInterval: ({ state }) => (state.data?.delivery.state === "pending" ? 1000 : 10_000),
  });
  return <Read query={query}>{(detail) => <Detail detail={detail} />}</Read>;
}

function Detail({ detail }: { detail: WebhookDeliveryDetail }) {
  const nav = useFleetNav();
  const text = useOutsideText().deliveries;
  const { delivery } = detail;
  return (
    <>
      <PageHeader
        title={delivery.type}
        mark={<DeliveryState state={delivery.state} />}
        lead={<CopyId id={delivery.id} full />}
        back={{ to: "/fleet/deliveries", label: nav.deliveries }}
        actions={<SendAgain id={delivery.id} />}
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-4">
          <Panel title={text.attempts}>
            {detail.attempts.length === 0 && <p className="text-muted">{text.none}</p>}
            <ol className="grid gap-4">
              {detail.attempts.map((attempt) => (
                <Attempt key={attempt.number} attempt={attempt} />
              ))}
            </ol>
          </Panel>
          <Panel title={text.body}>
            <JsonView value={detail.body} label={text.body} />
          </Panel>
        </div>
        <Panel title={text.about}>
          <Facts
            items={[
              [
                text.endpoint,
                <CopyId
                  key="endpoint"
                  id={delivery.endpoint_id}
                  to={`/fleet/webhooks/${delivery.endpoint_id}`}
                />,
              ],
              [
                text.order,
                delivery.order_id && (
                  <CopyId key="order" id={delivery.order_id} to={`/shop/orders/${delivery.order_id}`} />
                ),
              ],
              [text.id, <CopyId key="id" id={delivery.webhook_id} />],
              [
                text.trace,
                <CopyId
                  key="trace"
                  id={delivery.trace_id}
                  to={`/fleet/jobs?trace_id=${delivery.trace_id}`}
                />,
              ],
              [text.created, <At key="created" time={delivery.created_at} />],
              [text.finished, delivery.finished_at && <At key="finished" time={delivery.finished_at} />],
              [text.next, detail.next_attempt_at && <Ago key="next" time={detail.next_attempt_at} />],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

function SendAgain({ id }: { id: string }) {
  const text = useOutsideText().deliveries;
  const mayWrite = useMay("webhooks_write");
  const deed = useDeed(() => redeliverWebhook({ path: { id } }), {
    done: text.redelivered,
    refresh: ["getWebhookDelivery", "listWebhookDeliveries"],
  });
  if (!mayWrite) return null;
  return (
    <button
      type="button"
      className="btn-primary"
      disabled={deed.isPending}
      onClick={() => deed.mutate(undefined)}
    >
      <Send aria-hidden className="size-4" />
      {text.redeliver}
    </button>
  );
}

function Attempt({ attempt }: { attempt: WebhookAttempt }) {
  const text = useOutsideText().deliveries;
  const isGood = attempt.status !== undefined && attempt.status < 300;
  const said = attempt.error ?? attempt.answer;
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{text.attempt(attempt.number)}</span>
        <StatusPill tone={isGood ? "good" : "bad"}>{attempt.status ?? text.noAnswer}</StatusPill>
        <span className="text-muted">
          <At time={attempt.started_at} />
        </span>
        <span className="text-muted tabular-nums sm:ml-auto">{attempt.duration_ms} ms</span>
      </div>
      {said && (
        <div className="mt-2">
          <JsonView value={said} label={text.answer} />
        </div>
      )}
    </li>
  );
}
