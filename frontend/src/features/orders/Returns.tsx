import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useRef, useState } from "react";
import type { Order, OrderReturns, Return } from "../../api/generated";
import { requestReturn, withdrawReturn } from "../../api/generated";
import { getOrderQueryKey, listOrderReturnsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { Form, FormNotice, Frame, SelectField, Submit, type Values } from "../../components/form";
import { Price } from "../../components/Price";
import { Sheet } from "../../components/Sheet";
import { toast } from "../../components/toast";
import { useLocale } from "../../i18n";
import { formatDate } from "../../lib/format";
import { asFailure, refusal } from "../../lib/problem";
import { attemptDone, attemptKey } from "../checkout/attempt";
import { asked, type Offered, offered, REASONS } from "./asked";
import { useReturnsText } from "./returns.text";

/** What of an order was sent back or can be; nothing where there is neither. */
export default function Returns({ order }: { order: Order }) {
  const text = useReturnsText();
  const options = listOrderReturnsOptions({ path: { id: order.id } });
  const { data: returns } = useQuery({ ...options, staleTime: 0 });
  if (!returns || (returns.items.length === 0 && returns.returnable.length === 0)) return null;
  return (
    <section aria-labelledby="returns" className="panel">
      <h2 id="returns" className="text-lg font-semibold">
        {text.title}
      </h2>
      {returns.items.length > 0 && (
        <ul className="mt-3 divide-y divide-line">
          {returns.items.map((one) => (
            <One key={one.id} order={order} one={one} />
          ))}
        </ul>
      )}
      <Ask order={order} returns={returns} />
    </section>
  );
}

/** Reads anew what a deed about a return changed. */
function useRefresh(order: Order) {
  const queries = useQueryClient();
  const own = listOrderReturnsOptions({ path: { id: order.id } }).queryKey;
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: own }),
      queries.invalidateQueries({ queryKey: getOrderQueryKey({ path: { id: order.id } }) }),
    ]);
}

function One({ order, one }: { order: Order; one: Return }) {
  const text = useReturnsText();
  const refresh = useRefresh(order);
  const running = useRef(false);
  const keep = async () => {
    if (running.current) return;
    running.current = true;
    try {
      await withdrawReturn({ path: { id: order.id, return_id: one.id } });
      toast(text.kept);
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    } finally {
      running.current = false;
      await refresh();
    }
  };
  const isOpen = one.state === "requested" || one.state === "approved";
  const isPaid = one.state === "refunded";
  return (
    <li className="space-y-2 py-4 text-[0.9375rem]">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="font-medium">{one.number}</span>
        <span className="text-sm text-muted">{text.states[one.state]}</span>
      </div>
      <ul className="text-sm text-muted">
        {one.lines.map((line) => (
          <li key={line.line_id}>
            {line.quantity} × {line.name} · {text.reasons[line.reason]}
          </li>
        ))}
      </ul>
      {one.answer && (
        <p className="rounded-2xl bg-accent-soft px-3.5 py-2 text-sm break-words">
          <span className="font-medium">{text.answer}</span> {one.answer}
        </p>
      )}
      {(isOpen || isPaid || one.state === "received") && (
        <p className="flex justify-between gap-4 text-sm">
          <span>{isPaid ? text.refunded : text.expected}</span>
          <Price money={one.amount} exact />
        </p>
      )}
      {isOpen && (
        <button type="button" className="btn-quiet" onClick={keep}>
          {text.keep}
        </button>
      )}
    </li>
  );
}

function Ask({ order, returns }: { order: Order; returns: OrderReturns }) {
  const text = useReturnsText();
  const locale = useLocale();
  const [isOpen, setOpen] = useState(false);
  const lines = offered(order.lines, returns);
  if (lines.length === 0) return null;
  return (
    <div className="mt-4">
      <button type="button" className="btn-quiet" onClick={() => setOpen(true)}>
        <Undo2 aria-hidden className="size-4" />
        {text.ask}
      </button>
      {returns.until && (
        <p className="mt-2 text-sm text-muted">{text.until(formatDate(returns.until, locale))}</p>
      )}
      <Sheet kind="modal" open={isOpen} onClose={() => setOpen(false)} title={text.ask}>
        {isOpen && <Fields order={order} lines={lines} onDone={() => setOpen(false)} />}
      </Sheet>
    </div>
  );
}

function Fields({ order, lines, onDone }: { order: Order; lines: Offered[]; onDone: () => void }) {
  const text = useReturnsText();
  const refresh = useRefresh(order);
  const submit = async (values: Values) => {
    const body = asked(values, lines);
    if (!body) throw refusal(text.chooseOne);
    const attempt = `return.${order.id}`;
    const headers = { "Idempotency-Key": attemptKey(attempt, body) };
    await requestReturn({ path: { id: order.id }, body, headers });
    attemptDone(attempt);
    toast(text.asked);
    onDone();
    await refresh();
  };
  return (
    <Form label={text.ask} onSubmit={submit} className="space-y-5 py-5">
      <p className="text-muted">{text.lead}</p>
      {lines.map((line) => (
        <div key={line.id} className="grid gap-3 sm:grid-cols-2">
          <SelectField name={`quantity:${line.id}`} label={text.howMany(line.name)} defaultValue="0">
            <option value="0">{text.none}</option>
            {Array.from({ length: Math.min(line.quantity, 100) }, (_, index) => index + 1).map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </SelectField>
          <SelectField name={`reason:${line.id}`} label={text.why} defaultValue="changed_mind">
            {REASONS.map((reason) => (
              <option key={reason} value={reason}>
                {text.reasons[reason]}
              </option>
            ))}
          </SelectField>
        </div>
      ))}
      <Frame name="message" label={text.message} hint={text.optional}>
        {(frame) => <textarea rows={3} maxLength={1000} {...frame} className="input h-auto py-2 lg:h-auto" />}
      </Frame>
      <FormNotice />
      <Submit busy={text.busy} className="w-full">
        {text.submit}
      </Submit>
    </Form>
  );
}
