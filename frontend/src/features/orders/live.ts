import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { OrderMoment } from "../../api/generated";
import { followOrder } from "../../api/generated";
import { getOrderQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { headersFor } from "../../api/interceptors";

export type Confirmation = OrderMoment["confirmation"];

interface Live {
  /** Whether the shop tells of changes by itself; otherwise one has to look. */
  isLive: boolean;
  confirmation: Confirmation;
}

/** After so many streams in a row that told nothing, looking from time to time has to do. */
const TRIES = 3;
const PAUSE = 1500;

const pause = (signal: AbortSignal, milliseconds: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Follows an order: what the shop tells of it is what `getOrder` has read. */
export function useLiveOrder(id: string, isWanted: boolean): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ isLive: false, confirmation: undefined });
  useEffect(() => {
    if (!isWanted || !id) return;
    const over = new AbortController();
    const { signal } = over;
    const follow = async () => {
      for (let failures = 0; failures < TRIES && !signal.aborted; ) {
        const headers = await headersFor(`/api/v1/orders/${id}/live`);
        const { stream } = await followOrder({ path: { id }, headers, signal, sseMaxRetryAttempts: 1 });
        failures += 1;
        for await (const moment of stream) {
          const { order, confirmation } = moment as unknown as OrderMoment;
          if (signal.aborted) return;
          failures = 0;
          queries.setQueryData(getOrderQueryKey({ path: { id } }), order);
          setLive({ isLive: true, confirmation });
        }
        if (signal.aborted) return;
        setLive((before) => ({ ...before, isLive: false }));
        await pause(signal, PAUSE);
      }
    };
    // Whatever goes wrong here, looking from time to time still works.
    follow().catch(() => !signal.aborted && setLive((before) => ({ ...before, isLive: false })));
    return () => over.abort();
  }, [id, isWanted, queries]);
  return live;
}
