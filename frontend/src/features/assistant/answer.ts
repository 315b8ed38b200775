/** Asks the assistant and listens. One answer at a time; what comes of it is in the talk. */
import type { TalkMoment } from "../../api/generated";
import { askAssistant } from "../../api/generated";
import { jsonBodySerializer } from "../../api/generated/client";
import { headersFor } from "../../api/interceptors";
import { randomId } from "../../lib/id";
import {
  after,
  begin,
  belongsTo,
  change,
  drop,
  type Exchange,
  exchanges,
  forget,
  messagesOf,
  type Trouble,
} from "./talk";

/** The server gives up before; after that the connection is dead. Milliseconds. */
const LONGEST = 100_000;

let running: AbortController | null = null;

/** `product` is the slug of the one whose page is open. */
export async function ask(question: string, product?: string): Promise<void> {
  if (running || question.trim() === "") return;
  const over = new AbortController();
  running = over;
  const id = randomId();
  begin({ id, question: question.trim(), answer: "", state: "answering", products: [], offers: [] });
  const trouble = await listen(id, over, product);
  if (running === over) running = null;
  // Who was told nothing of an end has not got all of it.
  change(id, (one) => (one.state === "answering" ? { ...one, isLooking: false, state: trouble } : one));
}

/** Ends the answer; what was said of it stays. */
export const stop = () => running?.abort("stopped");

/** The same question once more, in the place of an answer that came to nothing. */
export function askAgain({ id, question }: Exchange, product?: string) {
  if (running) return;
  drop(id);
  void ask(question, product);
}

export function beginAnew() {
  stop();
  running = null;
  forget();
}

/** Until there is no more of the answer; why that may be if it was not its end. */
async function listen(id: string, over: AbortController, product: string | undefined): Promise<Trouble> {
  const { signal } = over;
  const patience = setTimeout(() => over.abort("broken"), LONGEST);
  let trouble: Trouble = "broken";
  try {
    const headers = await headersFor("/api/v1/assistant/messages");
    const body = { messages: messagesOf(exchanges()), product };
    const { stream } = await askAssistant({
      body,
      // Axios does so by itself, but has no part in streams.
      ...jsonBodySerializer,
      headers,
      signal,
      // Asking costs: nothing is asked a second time by itself.
      sseMaxRetryAttempts: 1,
      onSseError: (error) => {
        trouble = troubleOf(error, exchanges().find((one) => one.id === id)?.answer ?? "");
      },
    });
    for await (const moment of stream) {
      if (signal.aborted) break;
      if (typeof moment === "object") change(id, (one) => after(one, moment as TalkMoment));
    }
  } catch (error) {
    trouble = troubleOf(error, "");
  } finally {
    clearTimeout(patience);
  }
  return signal.aborted ? (signal.reason as Trouble) : trouble;
}

/** The client says no more of a refused stream than its status. */
function troubleOf(error: unknown, answer: string): Trouble {
  const status = Number(/^SSE failed: (\d{3})/.exec(error instanceof Error ? error.message : "")?.[1] ?? 0);
  if (status === 429 || status === 503) return "busy";
  if (status > 0) return "unavailable";
  return answer === "" ? "offline" : "broken";
}

/** The visit goes on as this account, or as a guest; what somebody else has said is gone. */
export function goOnAs(who: string | null) {
  if (!belongsTo(who)) return;
  stop();
  running = null;
}
