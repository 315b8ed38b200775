import { ExternalLink, PackageCheck, Printer, Truck } from "lucide-react";
import type { Order, Shipment } from "../../../api/generated";
import {
  deliverShipment,
  fulfilOrder,
  getPackingSlip,
  returnShipment,
  shipOrder,
} from "../../../api/generated";
import { Field, type Values } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { save, useRun, useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { ROW_BUTTON } from "../kit/List";
import { orNothing, refuse, whole } from "../kit/parse";
import { type Left, leftToShip } from "./rules";
import { useOrderText } from "./text";

const TONES: Record<Shipment["state"], Tone> = { shipped: "busy", delivered: "good", returned: "bad" };

/** The parcels of an order, and what is in none yet. */
export function Shipments({ order, isHeld }: { order: Order; isHeld: boolean }) {
  const text = useOrderText();
  const mayWrite = useMay("orders_write");
  const left = leftToShip(order);
  const canShip = mayWrite && order.state === "placed" && !isHeld && left.length > 0;
  return (
    <Panel
      title={text.shipments}
      actions={
        canShip && (
          <>
            {order.fulfilment === "pending" && <Pack order={order} />}
            <Ship order={order} left={left} />
          </>
        )
      }
    >
      {order.shipments.length === 0 && <p className="text-muted">{text.noShipments}</p>}
      <ul className="divide-y divide-line">
        {order.shipments.map((parcel) => (
          <Parcel key={parcel.id} order={order} parcel={parcel} mayWrite={mayWrite} />
        ))}
      </ul>
    </Panel>
  );
}

function Pack({ order }: { order: Order }) {
  const text = useOrderText();
  const { run } = useRun();
  const pack = () => fulfilOrder({ path: { id: order.id }, body: { step: "pack" } });
  return (
    <button type="button" className="btn-quiet" onClick={() => void run(null, pack, text.packed)}>
      <PackageCheck aria-hidden className="size-4" />
      {text.pack}
    </button>
  );
}

function Ship({ order, left }: { order: Order; left: Left[] }) {
  const text = useOrderText();
  const send = useSend();
  const submit = (values: Values) => {
    const lines = left
      .map((line) => ({ line_id: line.id, quantity: whole(values, `line:${line.id}`) }))
      .filter((line) => line.quantity > 0);
    if (lines.length === 0) refuse(`line:${left[0]?.id}`, text.nothingChosen);
    const body = {
      carrier: orNothing(values.carrier),
      tracking: orNothing(values.tracking),
      tracking_url: orNothing(values.tracking_url),
      lines,
    };
    return send(body, (headers) => shipOrder({ path: { id: order.id }, body, headers }), text.shipped);
  };
  return (
    <Ask
      className="btn-primary"
      label={
        <>
          <Truck aria-hidden className="size-4" />
          {text.ship}
        </>
      }
      title={text.shipTitle}
      submit={text.ship}
      onSubmit={submit}
    >
      {left.map((line) => (
        <Field
          key={line.id}
          name={`line:${line.id}`}
          label={text.quantityOf(line.name, line.quantity)}
          type="number"
          min={0}
          max={line.quantity}
          defaultValue={line.quantity}
        />
      ))}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="carrier" label={text.carrier} maxLength={60} />
        <Field name="tracking" label={text.tracking} maxLength={100} />
      </div>
      <Field name="tracking_url" label={text.trackingUrl} type="url" maxLength={500} placeholder="https://" />
    </Ask>
  );
}

function Parcel({ order, parcel, mayWrite }: { order: Order; parcel: Shipment; mayWrite: boolean }) {
  const text = useOrderText();
  const locale = useLocale();
  const { run } = useRun();
  const path = { id: order.id, shipment_id: parcel.id };
  const slip = async () => {
    const pdf = await run(null, () => getPackingSlip({ path }));
    if (pdf) save(pdf, `${parcel.number}.pdf`);
  };
  const ended = parcel.delivered_at ?? parcel.returned_at;
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{parcel.number}</span>
        <StatusPill tone={TONES[parcel.state]}>{text.shipmentStates[parcel.state]}</StatusPill>
        <span className="text-muted">
          {formatMoment(parcel.shipped_at, locale)}
          {ended && ` – ${formatMoment(ended, locale)}`}
        </span>
      </div>
      <p className="mt-1 text-muted">
        {parcel.lines.map((line) => `${line.quantity} × ${line.name}`).join(", ")}
      </p>
      {(parcel.carrier || parcel.tracking) && (
        <p className="mt-1 [overflow-wrap:anywhere]">
          {[parcel.carrier, parcel.tracking].filter(Boolean).join(" · ")}
        </p>
      )}
      <div className="mt-1 -ml-2.5 flex flex-wrap gap-1">
        {parcel.tracking_url && (
          <a href={parcel.tracking_url} target="_blank" rel="noreferrer" className={ROW_BUTTON}>
            <ExternalLink aria-hidden className="size-4" />
            {text.follow}
          </a>
        )}
        <button type="button" className={ROW_BUTTON} onClick={() => void slip()}>
          <Printer aria-hidden className="size-4" />
          {text.slip}
        </button>
        {mayWrite && parcel.state === "shipped" && (
          <>
            <button
              type="button"
              className={ROW_BUTTON}
              onClick={() => void run(null, () => deliverShipment({ path }), text.delivered)}
            >
              {text.delivered}
            </button>
            <button
              type="button"
              className={ROW_BUTTON}
              onClick={() => void run(null, () => returnShipment({ path }), text.returned)}
            >
              {text.returned}
            </button>
          </>
        )}
      </div>
    </li>
  );
}
