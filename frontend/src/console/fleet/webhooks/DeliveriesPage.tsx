import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { Link } from "react-router";
import type { WebhookDelivery, WebhookDeliveryState } from "../../../api/generated";
import {
  listWebhookDeliveriesOptions,
  listWebhookEndpointsOptions,
} from "../../../api/generated/@tanstack/react-query.gen";
import { type Column, DataTable } from "../../components/DataTable";
import { FilterBar, isUuid, SelectFilter, TextFilter } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { Pager } from "../../components/Pager";
import { Panel } from "../../components/Panel";
import { ListBody } from "../../components/states";
import { useList } from "../../components/useList";
import { useFleetNav } from "../nav";
import { useOutsideText } from "../outside";
import { DELIVERY_STATES, deliveryColumns } from "./parts";

export default function DeliveriesPage() {
  const nav = useFleetNav();
  const text = useOutsideText().deliveries;
  const list = useList(["endpoint_id", "state", "type", "order_id"]);
  const state = DELIVERY_STATES.find((one) => one === list.get("state")) as WebhookDeliveryState | undefined;
  const id = (name: string) => (isUuid(list.get(name)) ? list.get(name) : undefined);
  const query = useQuery({
    ...listWebhookDeliveriesOptions({
      query: {
        endpoint_id: id("endpoint_id"),
        order_id: id("order_id"),
        state,
        type: list.get("type") || undefined,
        cursor: list.cursor,
        limit: 25,
      },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: list.cursor ? false : 3000,
  });
  const endpoints = useQuery({
    ...listWebhookEndpointsOptions({ query: { limit: 100 } }),
    staleTime: 60_000,
  });
  const [type, ...others] = deliveryColumns(text);
  const receiver: Column<WebhookDelivery> = {
    key: "endpoint",
    header: text.endpoint,
    cell: (delivery) => (
      <Link
        to={`/fleet/webhooks/${delivery.endpoint_id}`}
        className="[overflow-wrap:anywhere] hover:underline"
      >
        {endpoints.data?.items
          .find((one) => one.id === delivery.endpoint_id)
          ?.url.replace(/^https?:\/\//, "") ?? "…"}
      </Link>
    ),
  };
  const columns = type ? [type, receiver, ...others] : [];
  return (
    <>
      <PageHeader title={nav.deliveries} lead={text.lead} />
      <FilterBar list={list}>
        <SelectFilter
          list={list}
          name="state"
          label={text.state}
          options={DELIVERY_STATES.map((one) => [one, text.states[one]] as const)}
        />
        <SelectFilter
          list={list}
          name="endpoint_id"
          label={text.endpoint}
          all={text.anyEndpoint}
          options={
            endpoints.data?.items.map(
              (one) => [one.id, one.url.replace(/^https?:\/\//, "").slice(0, 60)] as const,
            ) ?? []
          }
        />
        <TextFilter
          list={list}
          name="type"
          label={text.type}
          placeholder="order.paid"
          maxLength={100}
          accepts={(type) => /^[a-z_.]+$/.test(type)}
        />
        <TextFilter list={list} name="order_id" label={text.order} maxLength={36} accepts={isUuid} />
      </FilterBar>
      <Panel flush>
        <ListBody
          query={query}
          list={list}
          empty={{ icon: <Send />, title: text.empty, text: text.emptyText }}
        >
          {(deliveries: WebhookDelivery[]) => (
            <DataTable
              caption={nav.deliveries}
              rows={deliveries}
              rowKey={(delivery) => delivery.id}
              columns={columns}
              isStale={query.isPlaceholderData}
            />
          )}
        </ListBody>
        <Pager list={list} nextCursor={query.data?.next_cursor} />
      </Panel>
    </>
  );
}
