import { Ban, FileText, Mail, Pause, Play } from "lucide-react";
import type { Order } from "../../../api/generated";
import { cancelOrder, getInvoice, holdOrder, releaseOrder, resendOrderMail } from "../../../api/generated";
import { Field, SelectField } from "../../../components/form";
import { useMay } from "../../access";
import { AskForReply } from "../drafts/AskForDraft";
import { save, useRun, useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { orNothing } from "../kit/parse";
import { Refund } from "./Refund";
import { leftToShip, mailsOf } from "./rules";
import { useOrderText } from "./text";

/** What can be done with the order as a whole, by who may and as long as it makes sense. */
export function OrderActions({ order, isHeld }: { order: Order; isHeld: boolean }) {
  const mayWrite = useMay("orders_write");
  const mayRefund = useMay("payments_refund");
  const isOpen = order.state === "awaiting_payment" || order.state === "placed";
  return (
    <>
      {order.invoice?.ready && <Invoice order={order} />}
      {mayWrite && <Resend order={order} />}
      {mayWrite && <AskForReply id={order.id} />}
      {mayWrite && isHeld && <Release order={order} />}
      {/* What is on its way cannot be held any more. */}
      {mayWrite && isOpen && !isHeld && leftToShip(order).length > 0 && <Hold order={order} />}
      {mayRefund && <Refund order={order} />}
      {mayWrite && isOpen && order.shipments.length === 0 && <Cancel order={order} />}
    </>
  );
}

function Invoice({ order }: { order: Order }) {
  const text = useOrderText();
  const { run } = useRun();
  const fetch = async () => {
    const pdf = await run(null, () => getInvoice({ path: { id: order.id } }));
    if (pdf) save(pdf, `${order.invoice?.number ?? order.number}.pdf`);
  };
  return (
    <button type="button" className="btn-quiet" onClick={() => void fetch()}>
      <FileText aria-hidden className="size-4" />
      {text.invoice}
    </button>
  );
}

function Resend({ order }: { order: Order }) {
  const text = useOrderText();
  const send = useSend();
  return (
    <Ask
      label={
        <>
          <Mail aria-hidden className="size-4" />
          {text.resend}
        </>
      }
      title={text.resend}
      submit={text.resend}
      onSubmit={({ template = "" }) =>
        send(
          { template },
          (headers) => resendOrderMail({ path: { id: order.id }, body: { template }, headers }),
          text.resent,
        )
      }
    >
      <p className="text-muted">{text.resendText}</p>
      <SelectField name="template" label={text.template}>
        {mailsOf(order).map((name) => (
          <option key={name} value={name}>
            {text.templates[name]}
          </option>
        ))}
      </SelectField>
    </Ask>
  );
}

function Hold({ order }: { order: Order }) {
  const text = useOrderText();
  const send = useSend();
  return (
    <Ask
      label={
        <>
          <Pause aria-hidden className="size-4" />
          {text.hold}
        </>
      }
      title={text.holdTitle}
      submit={text.hold}
      onSubmit={({ reason = "" }) =>
        send({ reason }, () => holdOrder({ path: { id: order.id }, body: { reason } }), text.heldDone)
      }
    >
      <p className="text-muted">{text.holdText}</p>
      <Field name="reason" label={text.reason} required maxLength={200} />
    </Ask>
  );
}

function Release({ order }: { order: Order }) {
  const text = useOrderText();
  const { run } = useRun();
  return (
    <button
      type="button"
      className="btn-quiet"
      onClick={() => void run(null, () => releaseOrder({ path: { id: order.id } }), text.released)}
    >
      <Play aria-hidden className="size-4" />
      {text.release}
    </button>
  );
}

function Cancel({ order }: { order: Order }) {
  const text = useOrderText();
  const send = useSend();
  return (
    <Ask
      label={
        <>
          <Ban aria-hidden className="size-4" />
          {text.cancel}
        </>
      }
      className="btn-danger"
      title={text.cancelTitle}
      submit={text.cancel}
      danger
      onSubmit={({ reason }) =>
        send(
          { reason },
          () => cancelOrder({ path: { id: order.id }, body: { reason: orNothing(reason) } }),
          text.cancelDone,
        )
      }
    >
      <p className="text-muted">{text.cancelText}</p>
      <Field name="reason" label={text.reason} maxLength={200} />
    </Ask>
  );
}
