import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { WebhookEndpoint } from "../../../api/generated";
import { listWebhookEndpointsOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { useMay } from "../../access";
import { CreateButton } from "../../components/CreateButton";
import { DataTable } from "../../components/DataTable";
import { PageHeader } from "../../components/PageHeader";
import { Pager } from "../../components/Pager";
import { Panel } from "../../components/Panel";
import { ListBody } from "../../components/states";
import { Ago } from "../../components/time";
import { useList } from "../../components/useList";
import { useFleetNav } from "../nav";
import { useOutsideText } from "../outside";
import { EndpointDialog } from "./EndpointDialog";
import { EndpointState } from "./parts";
import { SecretDialog } from "./SecretDialog";

/** Where the shop tells others what happens. */
export default function EndpointsPage() {
  const nav = useFleetNav();
  const text = useOutsideText().webhooks;
  const mayWrite = useMay("webhooks_write");
  const list = useList([]);
  const query = useQuery({
    ...listWebhookEndpointsOptions({ query: { cursor: list.cursor, limit: 25 } }),
    placeholderData: keepPreviousData,
  });
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const add = mayWrite && <CreateButton label={text.add} onClick={() => setMaking(true)} />;
  return (
    <>
      <PageHeader title={nav.webhooks} lead={text.lead} actions={add} />
      <Panel flush>
        <ListBody query={query} empty={{ icon: <Webhook />, title: text.empty, text: text.emptyText }}>
          {(endpoints: WebhookEndpoint[]) => (
            <DataTable
              caption={nav.webhooks}
              rows={endpoints}
              rowKey={(endpoint) => endpoint.id}
              isStale={query.isPlaceholderData}
              columns={[
                {
                  key: "url",
                  header: text.url,
                  cell: (endpoint: WebhookEndpoint) => (
                    <span className="block min-w-0">
                      <Link
                        to={`/fleet/webhooks/${endpoint.id}`}
                        className="[overflow-wrap:anywhere] hover:underline"
                      >
                        {endpoint.url}
                      </Link>
                      {endpoint.description && (
                        <span className="mt-0.5 block text-xs font-normal text-muted">
                          {endpoint.description}
                        </span>
                      )}
                    </span>
                  ),
                },
                {
                  key: "state",
                  header: text.state,
                  cell: (endpoint) => <EndpointState endpoint={endpoint} />,
                },
                {
                  key: "events",
                  header: text.events,
                  cell: (endpoint) => <Events names={endpoint.events} />,
                },
                {
                  key: "created",
                  header: text.created,
                  align: "right",
                  cell: (endpoint) => <Ago time={endpoint.created_at} />,
                },
              ]}
            />
          )}
        </ListBody>
        <Pager list={list} nextCursor={query.data?.next_cursor} />
      </Panel>
      <EndpointDialog isOpen={isMaking} onClose={() => setMaking(false)} onSecret={setSecret} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}

export function Events({ names }: { names: string[] }) {
  const text = useOutsideText().webhooks;
  if (names.includes("*")) return <span className="text-muted">{text.everything}</span>;
  return (
    <span className="flex flex-wrap gap-1 max-md:justify-end">
      {names.map((name) => (
        <code key={name} className="rounded-md bg-sunken px-1.5 py-0.5 text-xs">
          {name}
        </code>
      ))}
    </span>
  );
}
