import type { Order, Payment, Refund } from "../../../api/generated";
import { captureOrder, payOutRefund, receiveMoney } from "../../../api/generated";
import { Field } from "../../../components/form";
import { Price } from "../../../components/Price";
import { isTakenOff } from "../../../features/orders/door";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { useNames } from "../../names";
import { useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { AmountField } from "../kit/fields";
import { ROW_BUTTON } from "../kit/List";
import { amount, optionalAmount } from "../kit/parse";
import { leftToReceive } from "./rules";
import { PAYMENT_TONES, useOrderText } from "./text";

const REFUND_TONES: Record<Refund["state"], Tone> = {
  requested: "wait",
  processing: "busy",
  succeeded: "good",
  failed: "bad",
  unknown: "bad",
};

/** Money that came and went. */
export function Payments({ order }: { order: Order }) {
  const text = useOrderText();
  const names = useNames();
  const mayPay = useMay("payments_write");
  const mayRefund = useMay("payments_refund");
  return (
    <Panel title={text.paymentsTitle}>
      {order.payments.length === 0 && <p className="text-muted">{text.noPayments}</p>}
      <ul className="divide-y divide-line">
        {order.payments.map((payment) => (
          <li key={payment.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 first:pt-0">
            <Price money={payment.amount} exact className="font-medium" />
            <StatusPill tone={PAYMENT_TONES[payment.state]}>{text.payments[payment.state]}</StatusPill>
            <When name={names.provider(payment.provider)} time={payment.created_at} />
            {payment.failure_code && <code className="text-xs text-danger">{payment.failure_code}</code>}
            {mayPay && payment.state === "authorized" && <Capture order={order} />}
            {mayPay && payment.state === "awaiting_money" && <Receive order={order} payment={payment} />}
          </li>
        ))}
        {order.refunds.map((refund) => (
          <li key={refund.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 first:pt-0">
            <Price
              money={{ ...refund.amount, amount_minor: -refund.amount.amount_minor }}
              exact
              className="font-medium"
            />
            <StatusPill tone={REFUND_TONES[refund.state]}>{text.refundStates[refund.state]}</StatusPill>
            <When name={refund.reason} time={refund.created_at} />
            {isTakenOff(order, refund) ? (
              <span className="text-muted">{text.takenOff}</span>
            ) : (
              mayRefund &&
              refund.state === "requested" &&
              isByHand(order) && <PaidOut order={order} refund={refund} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Whether no provider gives the money back by itself. */
const isByHand = (order: Order) =>
  order.payments.some((payment) => ["bank_transfer", "cash_on_delivery"].includes(payment.provider));

function When({ name, time }: { name: string; time: string }) {
  const locale = useLocale();
  return (
    <span className="min-w-0 text-muted [overflow-wrap:anywhere]">
      {name} · {formatMoment(time, locale)}
    </span>
  );
}

function Capture({ order }: { order: Order }) {
  const text = useOrderText();
  const send = useSend();
  return (
    <Ask
      className={ROW_BUTTON}
      label={text.capture}
      title={text.captureTitle}
      submit={text.capture}
      onSubmit={(values) => {
        const body = { amount_minor: optionalAmount(values, "amount_minor", order.currency) };
        return send(
          body,
          (headers) => captureOrder({ path: { id: order.id }, body, headers }),
          text.captured,
        );
      }}
    >
      <AmountField
        name="amount_minor"
        label={text.captureAmount}
        currency={order.currency}
        hint={text.captureHint}
      />
    </Ask>
  );
}

function Receive({ order, payment }: { order: Order; payment: Payment }) {
  const text = useOrderText();
  const send = useSend();
  return (
    <Ask
      className={ROW_BUTTON}
      label={text.receive}
      title={text.receiveTitle}
      submit={text.receive}
      onSubmit={(values) => {
        const body = {
          amount_minor: amount(values, "amount_minor", order.currency),
          reference: values.reference ?? "",
        };
        const path = { id: order.id, payment_id: payment.id };
        return send(body, (headers) => receiveMoney({ path, body, headers }), text.received);
      }}
    >
      <AmountField
        name="amount_minor"
        label={text.amount}
        currency={order.currency}
        value={leftToReceive(order, payment) || null}
        required
      />
      <Field
        name="reference"
        label={text.reference}
        defaultValue={payment.instructions?.reference}
        required
        maxLength={140}
      />
    </Ask>
  );
}

function PaidOut({ order, refund }: { order: Order; refund: Refund }) {
  const text = useOrderText();
  const send = useSend();
  return (
    <Ask
      className={ROW_BUTTON}
      label={text.paidOut}
      title={text.paidOutTitle}
      submit={text.paidOut}
      onSubmit={({ reference = "" }) => {
        const path = { id: order.id, refund_id: refund.id };
        return send({ reference }, () => payOutRefund({ path, body: { reference } }), text.paidOut);
      }}
    >
      <Field name="reference" label={text.reference} required maxLength={140} />
    </Ask>
  );
}
