import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, FileJson } from "lucide-react";
import { useState } from "react";
import type { DataExport } from "../../api/generated";
import { askForMyData, getMyDataExportFile } from "../../api/generated";
import {
  listMyDataExportsOptions,
  listMyDataExportsQueryKey,
} from "../../api/generated/@tanstack/react-query.gen";
import { ErrorState, Loading } from "../../components/states";
import { toast } from "../../components/toast";
import { useLocale, useMessages } from "../../i18n";
import { formatMoment } from "../../lib/format";
import { randomId } from "../../lib/id";
import { asFailure } from "../../lib/problem";
import { save } from "../../lib/save";

/** How often it is looked whether the data is gathered, while it is not. */
const LOOK_MS = 1500;

const isUnderWay = (one: DataExport) => one.state === "asked";

/** All that the shop keeps about who is logged in: asked for, gathered, downloaded. */
export default function DataPage() {
  const text = useMessages().account.data;
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const exports = useQuery({
    ...listMyDataExportsOptions(),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? LOOK_MS : false),
  });
  const items = exports.data?.items ?? [];
  const ask = async () => {
    setAsking(true);
    try {
      await askForMyData({ headers: { "Idempotency-Key": randomId() } });
      toast(text.asked);
    } catch (error) {
      const failure = asFailure(error);
      toast(failure.status === 429 ? text.tooOften : failure.detail, { tone: "bad" });
    } finally {
      await queries.invalidateQueries({ queryKey: listMyDataExportsQueryKey() });
      setAsking(false);
    }
  };
  return (
    <div className="space-y-5">
      <section aria-labelledby="data" className="panel">
        <h2 id="data" className="mb-4 text-lg font-semibold">
          {text.title}
        </h2>
        <p className="mb-5 max-w-prose text-muted">{text.lead}</p>
        <button
          type="button"
          className="btn-quiet"
          aria-busy={isAsking}
          disabled={exports.isPending || isAsking || items.some(isUnderWay)}
          onClick={ask}
        >
          <FileJson aria-hidden className="size-4" />
          {text.ask}
        </button>
      </section>
      {exports.isPending ? (
        <Loading label={text.loading}>
          <div className="skeleton h-20 rounded-3xl" />
        </Loading>
      ) : exports.error ? (
        <ErrorState error={exports.error} retry={exports.refetch} />
      ) : (
        items.length > 0 && (
          <section aria-labelledby="asked">
            <h2 id="asked" className="text-lg font-semibold">
              {text.list}
            </h2>
            <ul className="mt-4 space-y-3" aria-live="polite">
              {items.map((one) => (
                <Row key={one.id} one={one} />
              ))}
            </ul>
          </section>
        )
      )}
    </div>
  );
}

function Row({ one }: { one: DataExport }) {
  const text = useMessages().account.data;
  const locale = useLocale();
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const { data } = await getMyDataExportFile({ path: { id: one.id }, responseType: "blob" });
      save(data as Blob, "penden-my-data.json");
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-4 rounded-3xl border border-line bg-surface p-5">
      <div className="min-w-52 flex-1">
        <p className="font-medium">{text.askedOn(formatMoment(one.created_at, locale))}</p>
        <p className="text-sm text-muted">
          {one.state === "ready"
            ? text.ready(formatMoment(one.expires_at, locale))
            : one.state === "failed"
              ? text.failed
              : one.orders_total > 0
                ? text.orders(one.orders_gathered, one.orders_total)
                : text.gathering}
        </p>
        {isUnderWay(one) && (
          <progress
            aria-label={text.gathering}
            className="mt-2 h-1.5 w-full max-w-80 accent-accent"
            {...(one.orders_total > 0 && { value: one.orders_gathered, max: one.orders_total })}
          />
        )}
      </div>
      {one.state === "ready" && (
        <button type="button" className="btn-quiet" aria-busy={isBusy} onClick={download}>
          <Download aria-hidden className="size-4" />
          {text.download}
        </button>
      )}
    </li>
  );
}
