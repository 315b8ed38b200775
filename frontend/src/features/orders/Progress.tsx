import { Check, Clock, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Order } from "../../api/generated";
import { useLocale, useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { formatMoment, formatMoney, formatTime } from "../../lib/format";
import { leftAtTheDoor } from "./door";
import { isPaying, lastPayment } from "./follow";
import type { Confirmation } from "./live";

type StepState = "done" | "now" | "wait" | "bad";

interface Step {
  key: string;
  state: StepState;
  title: string;
  detail?: ReactNode;
  at?: string;
}

/** When something first came to be, by the order's own history. */
const when = (order: Order, axis: string, to: string) =>
  order.history.find((change) => change.axis === axis && change.to === to)?.at;

function useSteps(order: Order, confirmation: Confirmation): Step[] {
  const text = useMessages().order;
  const locale = useLocale();
  const steps: Step[] = [
    {
      key: "received",
      state: "done",
      title: text.steps.received,
      detail: text.steps.receivedText,
      at: order.created_at,
    },
  ];
  if (order.state === "cancelled" || order.state === "expired") {
    steps.push({
      key: "end",
      state: "bad",
      title: text.steps[order.state],
      detail: order.state === "cancelled" ? text.steps.cancelledText : text.steps.expiredText,
      at: when(order, "order", order.state),
    });
    return steps;
  }

  const payment = lastPayment(order);
  const isPaid = order.state !== "awaiting_payment";
  const failure = text.failures[payment?.failure_code as keyof typeof text.failures] ?? text.failureOther;
  const isCash = payment?.provider === "cash_on_delivery" && order.captured_total.amount_minor === 0;
  if (isPaid && isCash) {
    steps.push({
      key: "paid",
      state: "wait",
      title: text.steps.cash,
      detail: text.steps.cashText(
        formatMoney({ ...order.total, amount_minor: leftAtTheDoor(order) }, locale, true),
      ),
    });
  } else if (payment?.state === "awaiting_money" && !isPaid) {
    steps.push({
      key: "paid",
      state: "now",
      title: text.steps.transfer,
      detail: text.steps.transferText(formatMoment(order.hold_until, locale)),
    });
  } else if (isPaid) {
    steps.push({
      key: "paid",
      state: "done",
      title: text.steps.paid,
      detail: text.steps.paidText(formatMoney(order.captured_total, locale, true)),
      at: when(order, "order", "placed"),
    });
  } else if (payment?.state === "requires_action") {
    steps.push({ key: "paid", state: "now", title: text.steps.action });
  } else if (isPaying(order)) {
    steps.push({ key: "paid", state: "now", title: text.steps.paying, detail: text.steps.payingText });
  } else {
    steps.push({ key: "paid", state: "bad", title: text.steps.failed, detail: failure });
  }

  const hasInvoice = order.invoice?.ready === true;
  // Without the live view nothing is known of the mail but that it follows the invoice.
  const mail = (): Pick<Step, "state" | "detail"> => {
    if (!hasInvoice) return { state: "wait", detail: text.steps.mailWait };
    if (confirmation === "waiting") return { state: "now", detail: text.steps.mailSending };
    if (confirmation === "failed") return { state: "bad", detail: text.steps.mailFailed };
    return { state: "done", detail: text.steps.mailSent(order.email) };
  };
  steps.push({
    key: "invoice",
    state: hasInvoice ? "done" : isPaid && !isCash ? "now" : "wait",
    title: text.steps.invoice,
    detail: hasInvoice ? text.steps.invoiceReady(order.invoice?.number ?? "") : text.steps.invoiceWait,
    at: hasInvoice ? order.invoice?.issued_at : undefined,
  });
  steps.push({
    key: "mail",
    ...mail(),
    title: text.steps.mail,
  });
  for (const state of ["packed", "shipped", "delivered"] as const) {
    const at = when(order, "fulfilment", state);
    if (!at) continue;
    const tracking =
      state === "shipped" && order.tracking ? text.steps.shippedText(order.tracking) : undefined;
    steps.push({ key: state, state: "done", title: text.steps[state], detail: tracking, at });
  }
  return steps;
}

/** What has happened with the order, what is happening, and what is to come. */
export function Progress({ order, confirmation }: { order: Order; confirmation?: Confirmation }) {
  const text = useMessages().order;
  const locale = useLocale();
  const steps = useSteps(order, confirmation);
  return (
    <ol aria-label={text.progress} aria-live="polite">
      {steps.map((step, index) => (
        <li
          key={step.key}
          data-step={step.key}
          data-state={step.state}
          className="relative flex gap-4 pb-7 last:pb-0"
        >
          {index < steps.length - 1 && (
            <span
              aria-hidden
              className={cx(
                "absolute top-8 bottom-0 left-4 w-px",
                step.state === "done" ? "bg-accent/50" : "bg-line",
              )}
            />
          )}
          <Mark state={step.state} />
          <div className="min-w-0 flex-1 pt-1">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <h3
                className={cx(
                  "font-medium",
                  step.state === "wait" && "text-muted",
                  step.state === "bad" && "text-danger",
                )}
              >
                {step.title}
              </h3>
              {step.at && (
                <time dateTime={step.at} className="text-sm text-muted tabular-nums">
                  {formatTime(step.at, locale)}
                </time>
              )}
            </div>
            {step.detail && <p className="text-sm break-words text-muted">{step.detail}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Mark({ state }: { state: StepState }) {
  const frame = "relative grid size-8 shrink-0 place-items-center rounded-full";
  if (state === "done") {
    return (
      <span aria-hidden className={cx(frame, "animate-[fade-in_.4s] bg-accent text-accent-fg")}>
        <Check className="size-4" />
      </span>
    );
  }
  if (state === "bad") {
    return (
      <span aria-hidden className={cx(frame, "bg-danger-soft text-danger")}>
        <X className="size-4" />
      </span>
    );
  }
  return (
    <span
      aria-hidden
      className={cx(frame, state === "now" ? "bg-accent-soft text-accent" : "bg-sunken text-muted")}
    >
      {state === "now" && <span className="absolute inset-0 animate-ping rounded-full bg-accent/15" />}
      <Clock className="size-4" />
    </span>
  );
}
