import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Order } from "../../api/generated";
import { payOrder } from "../../api/generated";
import { getOrderQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { Form, FormNotice, Submit, type Values } from "../../components/form";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney, formatTime } from "../../lib/format";
import { attemptDone, attemptKey } from "../checkout/attempt";
import { type TakesCard, tokenize } from "../checkout/card";
import { PaymentMethods, usePaymentMethods } from "../checkout/PaymentMethods";
import { patiently } from "../checkout/patient";

/** Another card for an order whose payment failed, while its items are still held. */
export function PayAgain({ order }: { order: Order }) {
  const text = useMessages().order;
  const locale = useLocale();
  const queries = useQueryClient();
  const methods = usePaymentMethods();
  const [provider, setProvider] = useState<string | null>(null);
  const method = methods.find((one) => one.provider === provider) ?? methods[0];
  const stripe = useRef<TakesCard>(null);
  const pay = async (values: Values) => {
    if (!method) return;
    const body = await tokenize(method, values, stripe.current);
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
        <PaymentMethods
          methods={methods}
          chosen={method}
          onChoose={setProvider}
          total={order.total}
          card={stripe}
        />
        <FormNotice />
        <Submit busy={text.paying} disabled={!method} className="w-full">
          {text.pay(formatMoney(order.total, locale, true))}
        </Submit>
      </Form>
    </section>
  );
}
