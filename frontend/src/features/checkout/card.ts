/**
 * A card becomes a token at the payment provider, from the browser, so the shop never sees its number. Stripe does so in
 * fields of its own; ways to pay without a card need no token.
 */
import type { PaymentSelection, ShopPayment } from "../../api/generated";
import type { Values } from "../../components/form";

/** What the provider says, in the shape in which forms show it. */
export function problem(status: number, code: string, message: string) {
  const field = code.includes("expir") ? "card_expiry" : code.includes("cvc") ? "card_cvc" : "card_number";
  return {
    type: `/problems/${code}`,
    title: message,
    status,
    code,
    detail: message,
    instance: "",
    request_id: "",
    errors: status === 422 ? [{ field, message }] : [],
  };
}

/** Fields that belong to the provider and hand out a token. */
export interface TakesCard {
  token: () => Promise<string>;
}

export async function tokenize(
  { provider, kind, tokens_url }: ShopPayment,
  values: Values,
  fields: TakesCard | null,
): Promise<PaymentSelection> {
  if (kind === "bank_transfer" || kind === "cash_on_delivery") return { provider };
  if (kind === "stripe") {
    if (!fields) throw problem(503, "unavailable", "the payment provider does not answer");
    return { provider, token: await fields.token() };
  }
  const [month, year] = (values.card_expiry ?? "").split(/\s*\/\s*/);
  const card = {
    card_number: (values.card_number ?? "").replace(/\s/g, ""),
    exp_month: Number(month),
    exp_year: Number(year),
    cvc: values.card_cvc,
  };
  const answer = await fetch(tokens_url ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(card),
  }).catch(() => null);
  const body = (await answer?.json().catch(() => null)) as {
    token?: string;
    code?: string;
    message?: string;
  } | null;
  if (answer?.ok && body?.token) return { provider, token: body.token };
  throw problem(
    answer?.status ?? 503,
    body?.code ?? "unavailable",
    body?.message ?? "the payment provider does not answer",
  );
}
