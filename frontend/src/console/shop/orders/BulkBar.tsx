/**
 * The same deed for many orders. The API does one order at a time, so this asks one after the other and says how many
 * went through; each is safe to repeat.
 */

import { useQueryClient } from "@tanstack/react-query";
import { PackageCheck, Printer, Truck } from "lucide-react";
import { useState } from "react";
import { fulfilOrder, getOrder, getPackingSlip, shipOrder } from "../../../api/generated";
import { toast } from "../../../components/toast";
import { useMay } from "../../access";
import { save } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { useWords } from "../kit/text";
import { useOrderText } from "./text";

type Deed = (id: string) => Promise<unknown>;

const pack: Deed = (id) => fulfilOrder({ path: { id }, body: { step: "pack" } });
/** One key for one order: pressing again sends no second parcel. */
const ship: Deed = (id) =>
  shipOrder({ path: { id }, body: {}, headers: { "Idempotency-Key": `bulk-ship-${id}` } });

/** Saves the slips of all parcels of an order; gives how many there were. */
async function slips(id: string): Promise<number> {
  const { data: order } = await getOrder({ path: { id } });
  for (const parcel of order.shipments) {
    const { data } = await getPackingSlip({ path: { id, shipment_id: parcel.id } });
    save(data, `${parcel.number}.pdf`);
  }
  return order.shipments.length;
}

export function BulkBar({ ids, onDone }: { ids: ReadonlySet<string>; onDone: () => void }) {
  const text = useOrderText();
  const words = useWords();
  const mayWrite = useMay("orders_write");
  const client = useQueryClient();
  const [done, setDone] = useState<number | null>(null);

  const each = async (deed: Deed) => {
    if (done !== null) return;
    let failed = 0;
    setDone(0);
    for (const id of ids) {
      await deed(id).catch(() => {
        failed += 1;
      });
      setDone((count) => (count ?? 0) + 1);
    }
    setDone(null);
    void client.invalidateQueries();
    toast(text.bulk.done(ids.size - failed, failed), { tone: failed ? "bad" : "good" });
    if (failed === 0) onDone();
  };
  const print = async () => {
    let parcels = 0;
    await each(async (id) => {
      parcels += await slips(id);
    });
    if (parcels === 0) toast(text.bulk.noSlips, { tone: "bad" });
  };
  return (
    <div
      role="toolbar"
      aria-label={words.actions}
      className="sticky top-16 z-20 flex flex-wrap items-center gap-2 rounded-2xl border border-line bg-surface p-2 pl-4 shadow-pop"
    >
      <span aria-live="polite" className="mr-auto font-medium">
        {done === null ? words.selected(ids.size) : text.bulk.progress(done, ids.size)}
      </span>
      {mayWrite && (
        <>
          <button type="button" className="btn-quiet" onClick={() => void each(pack)}>
            <PackageCheck aria-hidden className="size-4" />
            {text.bulk.pack}
          </button>
          <Ask
            label={
              <>
                <Truck aria-hidden className="size-4" />
                {text.bulk.ship}
              </>
            }
            title={text.bulk.shipQuestion(ids.size)}
            submit={text.bulk.ship}
            onSubmit={() => each(ship)}
          >
            <p className="text-muted">{text.bulk.shipText}</p>
          </Ask>
        </>
      )}
      <button type="button" className="btn-quiet" onClick={() => void print()}>
        <Printer aria-hidden className="size-4" />
        {text.bulk.slips}
      </button>
      <button type="button" className="btn-quiet border-transparent" onClick={onDone}>
        {words.cancel}
      </button>
    </div>
  );
}
