/**
 * Stands in for Stripe's API, written from its public documentation: what the shop asks of it to take a card, and the
 * events that it sends of that, signed.
 */
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const KEYS = {
  publishable: "pk_test_stand_in",
  secret: "sk_test_stand_in",
  webhook: "whsec_stand_in",
};

/** The documented test cards, and the payment methods that come of them. */
const METHODS: Record<string, string> = {
  "4242424242424242": "pm_card_visa",
  "4000000000000002": "pm_card_visa_chargeDeclined",
  "4000002500003155": "pm_card_authenticationRequired",
};

interface Intent {
  id: string;
  amount: number;
  amount_received: number;
  currency: string;
  status: string;
  payment_method: string | null;
  metadata: Record<string, string>;
  last_payment_error: object | null;
  next_action: object | null;
  latest_charge: object | null;
  return_url?: string;
}
type Answer = [status: number, body: object];

const failure = (type: string, code: string, message: string, more: object = {}) => ({
  error: { type, code, message, ...more },
});
const DECLINED = failure("card_error", "card_declined", "Your card was declined.", {
  decline_code: "generic_decline",
});

export class StripeApi {
  /** What the shop said to each event: its type and the status. */
  readonly told: [type: string, status: number][] = [];
  readonly #intents = new Map<string, Intent>();
  /** What was answered under an idempotency key. */
  readonly #answers = new Map<string, Answer>();
  #shop = "";
  #count = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  /** Listens on a free port, and gives what the program is told. */
  async open(): Promise<Record<string, string>> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const { port } = this.#server.address() as AddressInfo;
    return {
      PENDEN_PAYMENTS__STRIPE__ENABLED: "true",
      PENDEN_PAYMENTS__STRIPE__URL: `http://127.0.0.1:${port}`,
      PENDEN_PAYMENTS__STRIPE__SECRET_KEY: KEYS.secret,
      PENDEN_PAYMENTS__STRIPE__WEBHOOK_SECRET: KEYS.webhook,
      PENDEN_PAYMENTS__STRIPE__PUBLISHABLE_KEY: KEYS.publishable,
    };
  }
  /** The shop that its events go to. */
  sendTo(shop: string) {
    this.#shop = shop;
  }
  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** What a browser asks with the card itself. */
  makeMethod(form: URLSearchParams): Answer {
    if (form.get("key") !== KEYS.publishable || form.get("type") !== "card")
      throw new Error("the key or type");
    const id = METHODS[form.get("card[number]") ?? ""];
    if (id) return [200, { id, object: "payment_method", type: "card" }];
    return [402, failure("card_error", "incorrect_number", "Your card number is incorrect.")];
  }
  /** The payer agrees at the bank, and goes back to this address. */
  async consent(id: string): Promise<string> {
    const intent = this.#intents.get(id);
    if (!intent?.return_url) throw new Error("nobody was asked");
    await this.#succeed(intent);
    return `${intent.return_url}?payment_intent=${id}&redirect_status=succeeded`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [status, body] = this.#answer(request, new URLSearchParams(Buffer.concat(chunks).toString()));
    response.writeHead(status, { "content-type": "application/json", "request-id": "req_stand_in" });
    response.end(JSON.stringify(body));
  }
  #answer({ method, url = "", headers }: IncomingMessage, form: URLSearchParams): Answer {
    const invalid = (code: string): Answer => [400, failure("invalid_request_error", code, code)];
    if (headers.authorization !== `Bearer ${KEYS.secret}`) return [401, invalid("api_key_invalid")[1]];
    if (!headers["stripe-version"]) return invalid("version_missing");
    const parts = url.replace(/\?.*/, "").split("/").slice(2);
    if (method === "GET") {
      const intent = this.#intents.get(parts[1] ?? "");
      if (intent) return [200, intent];
      // A list of all, or what a search finds: nobody reads these while a story runs.
      return parts[1] && parts[1] !== "search" ? [404, invalid("resource_missing")[1]] : [200, { data: [] }];
    }
    const key = headers["idempotency-key"];
    if (typeof key !== "string") return invalid("key_missing");
    const answer = this.#answers.get(key) ?? this.#change(parts, form) ?? invalid("url_invalid");
    this.#answers.set(key, structuredClone(answer));
    return answer;
  }
  #change([what, id, deed]: string[], form: URLSearchParams): Answer | undefined {
    if (what !== "payment_intents") return undefined;
    if (id === undefined) return [200, this.#make(form)];
    const intent = this.#intents.get(id);
    return intent && deed === "confirm" ? this.#confirm(intent, form) : undefined;
  }
  #make(form: URLSearchParams): Intent {
    this.#count += 1;
    const metadata = [...form].flatMap(([name, value]) => {
      const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
      return key ? [[key, value]] : [];
    });
    const intent: Intent = {
      id: `pi_${this.#count}`,
      amount: Number(form.get("amount")),
      amount_received: 0,
      currency: form.get("currency") ?? "",
      status: "requires_confirmation",
      payment_method: form.get("payment_method"),
      metadata: Object.fromEntries(metadata),
      last_payment_error: null,
      next_action: null,
      latest_charge: null,
    };
    this.#intents.set(intent.id, intent);
    return intent;
  }
  #confirm(intent: Intent, form: URLSearchParams): Answer {
    intent.return_url = form.get("return_url") ?? undefined;
    if (intent.payment_method === "pm_card_visa_chargeDeclined") {
      intent.status = "requires_payment_method";
      intent.last_payment_error = DECLINED.error;
      void this.#tell("payment_intent.payment_failed", intent);
      return [402, DECLINED];
    }
    if (intent.payment_method === "pm_card_authenticationRequired") {
      const url = `https://hooks.stripe.com/3d_secure_2/hosted?intent=${intent.id}`;
      intent.status = "requires_action";
      intent.next_action = {
        type: "redirect_to_url",
        redirect_to_url: { url, return_url: intent.return_url },
      };
      void this.#tell("payment_intent.requires_action", intent);
    } else {
      void this.#succeed(intent);
    }
    return [200, intent];
  }
  #succeed(intent: Intent): Promise<void> {
    this.#count += 1;
    intent.status = "succeeded";
    intent.next_action = null;
    intent.amount_received = intent.amount;
    intent.latest_charge = { id: `ch_${this.#count}`, amount_refunded: 0, metadata: intent.metadata };
    return this.#tell("payment_intent.succeeded", intent);
  }

  /** Sends an event: of the object as it is now, though it is sent later. */
  async #tell(type: string, intent: Intent) {
    this.#count += 1;
    const created = Math.floor(Date.now() / 1000);
    const object = { object: "payment_intent", ...intent };
    const body = JSON.stringify({
      id: `evt_${this.#count}`,
      object: "event",
      type,
      created,
      data: { object },
    });
    const signature = createHmac("sha256", KEYS.webhook).update(`${created}.${body}`).digest("hex");
    const answer = await fetch(`${this.#shop}/api/v1/webhooks/payments/stripe`, {
      method: "POST",
      headers: { "content-type": "application/json", "stripe-signature": `t=${created},v1=${signature}` },
      body,
    }).catch(() => null);
    this.told.push([type, answer?.status ?? 0]);
  }
}
