import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Return } from "../../../api/generated";
import { approveReturn, getReturn, receiveReturn, refundReturn, rejectReturn } from "../../../api/generated";
import { Field, type Values } from "../../../components/form";
import { Price } from "../../../components/Price";
import { useLocale } from "../../../i18n";
import { formatMoment, formatMoney } from "../../../lib/format";
import { useMay } from "../../access";
import { TextAreaField } from "../../components/fields";
import { Facts, Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { Page, Skeleton } from "../kit/page";
import { canRefund, canReject, RETURN_TONES, restock } from "./rules";
import { useAfterText } from "./text";

export default function ReturnPage() {
  const { id = "" } = useParams();
  const text = useAfterText();
  const query = useQuery({
    queryKey: ["console", "return", id],
    queryFn: async ({ signal }) => (await getReturn({ path: { id }, signal })).data,
  });
  const back = { to: "/shop/returns", label: text.returns };
  const skeleton = (
    <Page title={text.returns} back={back}>
      <Skeleton />
    </Page>
  );
  return (
    <Read query={query} skeleton={skeleton}>
      {(one) => (
        <Page
          title={text.oneReturn(one.number)}
          back={back}
          mark={<StatusPill tone={RETURN_TONES[one.state]}>{text.states[one.state]}</StatusPill>}
          actions={<Deeds one={one} />}
        >
          <Lines one={one} />
          <About one={one} />
        </Page>
      )}
    </Read>
  );
}

/** The answers go out by mail, and so are one line. */
const oneLine = (answer: string | undefined) => answer?.replaceAll(/\s+/g, " ").trim() || undefined;

function Deeds({ one }: { one: Return }) {
  const text = useAfterText();
  const locale = useLocale();
  const [mayWrite, mayRefund] = [useMay("returns_write"), useMay("payments_refund")];
  const send = useSend();
  const path = { id: one.id };
  const approve = (values: Values) => {
    const body = { answer: oneLine(values.answer) };
    return send(body, () => approveReturn({ path, body }), text.approved);
  };
  const reject = (values: Values) => {
    const body = { answer: oneLine(values.answer) ?? "" };
    return send(body, () => rejectReturn({ path, body }), text.rejected);
  };
  const receive = (values: Values) => {
    const body = { restock: restock(values, one) };
    return send(body, () => receiveReturn({ path, body }), text.received);
  };
  const answer = (required: boolean) => (
    <TextAreaField
      name="answer"
      label={text.answer}
      hint={text.answerHint}
      maxLength={1000}
      required={required}
    />
  );
  return (
    <>
      {mayWrite && canReject(one) && (
        <Ask label={text.reject} title={text.reject} submit={text.reject} danger onSubmit={reject}>
          <p className="text-muted">{text.rejectText}</p>
          {answer(true)}
        </Ask>
      )}
      {mayWrite && one.state === "requested" && (
        <Ask
          className="btn-primary"
          label={text.approve}
          title={text.approve}
          submit={text.approve}
          onSubmit={approve}
        >
          {answer(false)}
        </Ask>
      )}
      {mayWrite && one.state === "approved" && (
        <Ask label={text.receive} title={text.receive} submit={text.receive} onSubmit={receive}>
          <p className="text-muted">{text.receiveText}</p>
          {one.lines.map((line) => (
            <Field
              key={line.line_id}
              name={`line:${line.line_id}`}
              label={text.restock(line.name, line.quantity)}
              type="number"
              min={0}
              max={line.quantity}
              defaultValue={line.quantity}
            />
          ))}
        </Ask>
      )}
      {mayRefund && canRefund(one) && (
        <Ask
          className="btn-primary"
          label={text.refund}
          title={text.refund}
          submit={text.refund}
          onSubmit={() => send(path, (headers) => refundReturn({ path, headers }), text.refunded)}
        >
          <p className="text-muted">{text.refundText(formatMoney(one.amount, locale, true))}</p>
        </Ask>
      )}
    </>
  );
}

function Lines({ one }: { one: Return }) {
  const text = useAfterText();
  return (
    <Panel title={text.items}>
      <ul className="divide-y divide-line">
        {one.lines.map((line) => (
          <li key={line.line_id} className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-2.5">
            <span className="min-w-0">
              <span className="font-medium break-words">
                {line.quantity} × {line.name}
              </span>
              <span className="block text-muted">{line.sku}</span>
            </span>
            <span className="text-right text-muted">
              {text.reasons[line.reason]}
              {line.restocked > 0 && <span className="block">{text.restocked(line.restocked)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function About({ one }: { one: Return }) {
  const text = useAfterText();
  const locale = useLocale();
  const order = (
    <Link to={`/shop/orders/${one.order_id}`} className="text-link">
      {one.order?.number ?? one.order_id}
    </Link>
  );
  return (
    <Panel>
      <Facts
        items={[
          [text.order, order],
          [text.email, one.order?.email],
          [
            one.state === "refunded" ? text.amount : text.expected,
            <Price key="price" money={one.amount} exact />,
          ],
          [text.message, one.message || undefined],
          [text.answer, one.answer],
          [text.asked, formatMoment(one.created_at, locale)],
          [text.arrived, one.received_at && formatMoment(one.received_at, locale)],
        ]}
      />
    </Panel>
  );
}
