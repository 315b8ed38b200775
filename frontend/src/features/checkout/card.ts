/**
 * A card becomes a token at the payment provider, from the browser, so the shop never sees its number. This is the
 * sandbox's way; another provider brings fields of its own.
 */
import type { PaymentSelection, ShopPayment } from "../../api/generated";
import type { Values } from "../../components/form";

/** What the provider says, in the shape in which forms show it. */
function problem(status: number, code: string, message: string) {
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

export async function tokenize(provider: ShopPayment, values: Values): Promise<PaymentSelection> {
  const [month, year] = (values.card_expiry ?? "").split(/\s*\/\s*/);
  const card = {
    card_number: (values.card_number ?? "").replace(/\s/g, ""),
    exp_month: Number(month),
    exp_year: Number(year),
    cvc: values.card_cvc,
  };
  const answer = await fetch(provider.tokens_url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(card),
  }).catch(() => null);
  const body = (await answer?.json().catch(() => null)) as {
    token?: string;
    code?: string;
    message?: string;
  } | null;
  if (answer?.ok && body?.token) return { provider: provider.provider, token: body.token };
  throw problem(
    answer?.status ?? 503,
    body?.code ?? "unavailable",
    body?.message ?? "the payment provider does not answer",
  );
}
