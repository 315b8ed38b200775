/** Sending, and saving files: what the pages of the shop's half do with the client. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { toast } from "../../../components/toast";
import { fingerprint, randomId } from "../../../lib/id";
import { asFailure } from "../../../lib/problem";

export type OnceHeaders = { "Idempotency-Key": string };

/**
 * Sends what somebody entered. The same body keeps its key until it went through, so that trying again does nothing
 * twice. Then everything that is shown is read anew. What goes wrong is thrown, for the form to show.
 */
export function useSend() {
  const client = useQueryClient();
  const attempt = useRef<{ print: string; key: string } | null>(null);
  return useCallback(
    async <T>(body: unknown, call: (headers: OnceHeaders) => Promise<{ data: T }>, done?: string) => {
      const print = fingerprint(JSON.stringify(body) ?? "");
      if (attempt.current?.print !== print) attempt.current = { print, key: randomId() };
      const { data } = await call({ "Idempotency-Key": attempt.current.key });
      attempt.current = null;
      if (done) toast(done);
      void client.invalidateQueries();
      return data;
    },
    [client],
  );
}

/** The same for buttons: what goes wrong is said at the lower edge, and a second press waits for the first. */
export function useRun() {
  const send = useSend();
  const [isBusy, setBusy] = useState(false);
  const running = useRef(false);
  const run = useCallback(
    async <T>(body: unknown, call: (headers: OnceHeaders) => Promise<{ data: T }>, done?: string) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      try {
        return await send(body, call, done);
      } catch (error) {
        toast(asFailure(error).detail, { tone: "bad" });
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [send],
  );
  return { run, isBusy };
}

/** Gives a file to the browser. */
export function save(content: Blob | string, name: string, type = "text/plain") {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
