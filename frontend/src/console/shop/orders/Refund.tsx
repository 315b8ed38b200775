import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { Order, RefundOrderRequest } from "../../../api/generated";
import { refundOrder } from "../../../api/generated";
import { Checkbox, Field, type Values } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { formatMoney } from "../../../lib/format";
import { useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { AmountField } from "../kit/fields";
import { amount, optionalWhole, refuse } from "../kit/parse";
import { leftOfLine, leftToRefund } from "./rules";
import { useOrderText } from "./text";

type What = "whole" | "amount" | "lines";

/** Gives back all, an amount, or what some items cost. */
export function Refund({ order }: { order: Order }) {
  const text = useOrderText();
  const send = useSend();
  const left = leftToRefund(order);
  if (left === 0) return null;
  const submit = (values: Values) => {
    const body = asked(order, values, left);
    return send(
      body,
      (headers) => refundOrder({ path: { id: order.id }, body, headers }),
      text.refundStarted,
    );
  };
  return (
    <Ask
      label={
        <>
          <Undo2 aria-hidden className="size-4" />
          {text.refund}
        </>
      }
      title={text.refundTitle}
      submit={text.refund}
      onSubmit={submit}
    >
      <Fields order={order} left={left} />
    </Ask>
  );
}

function Fields({ order, left }: { order: Order; left: number }) {
  const text = useOrderText();
  const locale = useLocale();
  const [what, setWhat] = useState<What>("whole");
  const choices: [What, string][] = [
    ["whole", text.refundWhole(formatMoney({ amount_minor: left, currency: order.currency }, locale, true))],
    ["amount", text.refundAmount],
    ["lines", text.refundLines],
  ];
  return (
    <>
      <fieldset>
        <legend className="mb-1 text-sm font-medium">{text.refundWhat}</legend>
        {choices.map(([value, label]) => (
          <label key={value} className="flex min-h-9 items-center gap-3">
            <input
              type="radio"
              name="what"
              value={value}
              checked={what === value}
              onChange={() => setWhat(value)}
              className="size-4.5 accent-(--accent)"
            />
            {label}
          </label>
        ))}
      </fieldset>
      {what === "amount" && (
        <AmountField name="amount_minor" label={text.amount} currency={order.currency} required />
      )}
      {what === "lines" && (
        <div className="space-y-3">
          {order.lines
            .map((line) => ({ ...line, left: leftOfLine(order, line.id) }))
            .filter((line) => line.left > 0)
            .map((line) => (
              <Field
                key={line.id}
                name={`line:${line.id}`}
                label={`${line.name} (${line.left})`}
                type="number"
                min={0}
                max={line.left}
                defaultValue={0}
              />
            ))}
          <Checkbox name="restock" value="yes" label={text.restock} />
        </div>
      )}
      <Field name="reason" label={text.reason} hint={text.reasonHint} required maxLength={200} />
    </>
  );
}

/** What the API is asked for. All that is left is an amount, too. */
function asked(order: Order, values: Values, left: number): RefundOrderRequest {
  const reason = values.reason ?? "";
  if (values.what === "whole") return { amount_minor: left, reason };
  if (values.what === "amount")
    return { amount_minor: amount(values, "amount_minor", order.currency), reason };
  const restock = values.restock === "yes";
  const lines = order.lines
    .map((line) => ({ line_id: line.id, quantity: optionalWhole(values, `line:${line.id}`) ?? 0, restock }))
    .filter((line) => line.quantity > 0);
  if (lines.length === 0) refuse(`line:${order.lines[0]?.id}`, useOrderText.now().nothingChosen);
  return { lines, reason };
}
