import { useQueryClient } from "@tanstack/react-query";
import type { Order } from "../../api/generated";
import { payOrder } from "../../api/generated";
import { getOrderQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { Form, FormNotice, Submit, type Values } from "../../components/form";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney, formatTime } from "../../lib/format";
import { useShop } from "../catalog/shop";
import { attemptDone, attemptKey } from "../checkout/attempt";
import { CardFields } from "../checkout/CardFields";
import { tokenize } from "../checkout/card";
import { patiently } from "../checkout/patient";

/** Another card for an order whose payment failed, while its items are still held. */
export function PayAgain({ order }: { order: Order }) {
  const text = useMessages().order;
  const locale = useLocale();
  const queries = useQueryClient();
  const provider = useShop().data?.payments[0];
  const pay = async (values: Values) => {
    if (!provider) return;
    const body = await tokenize(provider, values);
    const what = `payment.${order.id}`;
    const headers = { "Idempotency-Key": attemptKey(what, { body, tries: order.payments.length }) };
    await patiently(
      () => payOrder({ path: { id: order.id }, headers, body }),
      () => {},
    );
    attemptDone(what);
    await queries.invalidateQueries({ queryKey: getOrderQueryKey({ path: { id: order.id } }) });
  };
  return (
    <section aria-labelledby="pay-again" className="panel">
      <h2 id="pay-again" className="text-lg font-semibold">
        {text.payAgain}
      </h2>
      <p className="mt-1 mb-5 text-sm text-muted">
        {text.payAgainText(formatTime(order.hold_until, locale))}
      </p>
      <Form onSubmit={pay} label={text.payAgain} className="space-y-5">
        <CardFields provider={provider} />
        <FormNotice />
        <Submit busy={text.paying} disabled={!provider} className="w-full">
          {text.pay(formatMoney(order.total, locale, true))}
        </Submit>
      </Form>
    </section>
  );
}
