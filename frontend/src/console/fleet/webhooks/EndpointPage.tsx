import { useQuery } from "@tanstack/react-query";
import { BellRing, KeyRound, Pencil, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import {
  deleteWebhookEndpoint,
  pingWebhookEndpoint,
  rotateWebhookSecret,
  updateWebhookEndpoint,
  type WebhookEndpoint,
} from "../../../api/generated";
import {
  getWebhookEndpointOptions,
  listWebhookDeliveriesOptions,
} from "../../../api/generated/@tanstack/react-query.gen";
import { Notice } from "../../../components/states";
import { toast } from "../../../components/toast";
import { useMay } from "../../access";
import { CopyId } from "../../components/CopyId";
import { confirm } from "../../components/confirm";
import { DataTable } from "../../components/DataTable";
import { PageHeader } from "../../components/PageHeader";
import { Facts, Panel } from "../../components/Panel";
import { Read } from "../../components/states";
import { Ago, At } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { useFleetNav } from "../nav";
import { useOutsideText } from "../outside";
import { EndpointDialog } from "./EndpointDialog";
import { Events } from "./EndpointsPage";
import { deliveryColumns, EndpointState } from "./parts";
import { SecretDialog } from "./SecretDialog";

export default function EndpointPage() {
  const { id = "" } = useParams();
  const query = useQuery({ ...getWebhookEndpointOptions({ path: { id } }), refetchInterval: 5000 });
  return <Read query={query}>{(endpoint) => <EndpointDetail endpoint={endpoint} />}</Read>;
}

function EndpointDetail({ endpoint }: { endpoint: WebhookEndpoint }) {
  const nav = useFleetNav();
  const text = useOutsideText().webhooks;
  const reason = endpoint.disabled_reason;
  return (
    <>
      <PageHeader
        title={endpoint.url.replace(/^https?:\/\//, "")}
        mark={<EndpointState endpoint={endpoint} />}
        lead={endpoint.description || undefined}
        back={{ to: "/fleet/webhooks", label: nav.webhooks }}
        actions={<Actions endpoint={endpoint} />}
      />
      {reason && (
        <div className="mb-4">
          <Notice>{text.switchedOff[reason as keyof typeof text.switchedOff] ?? reason}</Notice>
        </div>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Lately endpoint={endpoint} />
        <Panel title={text.about}>
          <Facts
            items={[
              [text.url, endpoint.url],
              [text.events, <Events key="events" names={endpoint.events} />],
              [text.created, <At key="created" time={endpoint.created_at} />],
              [
                text.failingSince,
                endpoint.failing_since && (
                  <span key="failing">
                    <Ago time={endpoint.failing_since} /> · {text.failures(endpoint.failures)}
                  </span>
                ),
              ],
              [
                text.previousUntil,
                endpoint.previous_secret_until && <At key="previous" time={endpoint.previous_secret_until} />,
              ],
              ["id", <CopyId key="id" id={endpoint.id} />],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

function Lately({ endpoint }: { endpoint: WebhookEndpoint }) {
  const text = useOutsideText();
  const query = useQuery({
    ...listWebhookDeliveriesOptions({ query: { endpoint_id: endpoint.id, limit: 10 } }),
    refetchInterval: 2000,
  });
  return (
    <Panel
      flush
      title={text.webhooks.lately}
      actions={
        <Link to={`/fleet/deliveries?endpoint_id=${endpoint.id}`} className="text-link">
          {text.webhooks.allDeliveries}
        </Link>
      }
    >
      <Read query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-muted sm:px-5">{text.deliveries.empty}</p>
          ) : (
            <DataTable
              caption={text.webhooks.lately}
              rows={items}
              rowKey={(one) => one.id}
              columns={deliveryColumns(text.deliveries)}
            />
          )
        }
      </Read>
    </Panel>
  );
}

function Actions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const text = useOutsideText().webhooks;
  const mayWrite = useMay("webhooks_write");
  const navigate = useNavigate();
  const [isEditing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const of = { path: { id: endpoint.id } };
  const refresh = ["getWebhookEndpoint", "listWebhookEndpoints", "listWebhookDeliveries"];
  const ping = useDeed(() => pingWebhookEndpoint(of), { done: text.pinged, refresh });
  const turn = useDeed(() => updateWebhookEndpoint({ ...of, body: { enabled: !endpoint.enabled } }), {
    done: endpoint.enabled ? text.isOff : text.isOn,
    refresh,
  });
  const rotate = useDeed(async () => setSecret((await rotateWebhookSecret(of)).data.secret ?? null), {
    refresh,
  });
  const remove = useDeed(
    async () => {
      await deleteWebhookEndpoint(of);
      toast(text.deleted);
      await navigate("/fleet/webhooks");
    },
    { refresh: ["listWebhookEndpoints"] },
  );
  if (!mayWrite) return null;
  const askRotate = async () => {
    const question = { title: text.rotateTitle, text: text.rotateText, action: text.rotate };
    if (await confirm(question)) rotate.mutate(undefined);
  };
  const askTurn = async () => {
    const question = {
      title: text.disableTitle,
      text: text.disableText,
      action: text.disable,
      tone: "danger" as const,
    };
    if (!endpoint.enabled || (await confirm(question))) turn.mutate(undefined);
  };
  const askRemove = async () => {
    const question = {
      title: text.deleteTitle,
      text: text.deleteText,
      action: text.delete,
      tone: "danger" as const,
    };
    if (await confirm(question)) remove.mutate(undefined);
  };
  return (
    <>
      <button
        type="button"
        className="btn-primary"
        disabled={ping.isPending}
        onClick={() => ping.mutate(undefined)}
      >
        <BellRing aria-hidden className="size-4" />
        {text.ping}
      </button>
      <button type="button" className="btn-quiet" onClick={() => setEditing(true)}>
        <Pencil aria-hidden className="size-4" />
        {text.edit}
      </button>
      <button
        type="button"
        className="btn-quiet"
        disabled={rotate.isPending}
        onClick={() => void askRotate()}
      >
        <KeyRound aria-hidden className="size-4" />
        {text.rotate}
      </button>
      <button type="button" className="btn-quiet" disabled={turn.isPending} onClick={() => void askTurn()}>
        <Power aria-hidden className="size-4" />
        {endpoint.enabled ? text.disable : text.enable}
      </button>
      <button
        type="button"
        className="btn-danger"
        disabled={remove.isPending}
        onClick={() => void askRemove()}
      >
        <Trash2 aria-hidden className="size-4" />
        {text.delete}
      </button>
      <EndpointDialog endpoint={endpoint} isOpen={isEditing} onClose={() => setEditing(false)} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}
