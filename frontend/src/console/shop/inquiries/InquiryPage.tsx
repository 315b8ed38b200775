import { useQuery } from "@tanstack/react-query";
import { Check, Mail } from "lucide-react";
import { Link, useParams } from "react-router";
import type { Inquiry } from "../../../api/generated";
import { closeInquiry, getInquiry } from "../../../api/generated";
import { useMay } from "../../access";
import { Facts, Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { At } from "../../components/time";
import { useRun } from "../kit/data";
import { Page, Skeleton } from "../kit/page";
import { useWords } from "../kit/text";
import { answerLink } from "./answer";
import { OrdersOf } from "./OrdersOf";
import { Talk } from "./Talk";
import { INQUIRY_TONES, useInquiriesText } from "./text";

export default function InquiryPage() {
  const { id = "" } = useParams();
  const text = useInquiriesText();
  const query = useQuery({
    queryKey: ["console", "inquiry", id],
    queryFn: async ({ signal }) => (await getInquiry({ path: { id }, signal })).data,
  });
  const back = { to: "/shop/inquiries", label: text.inquiries };
  const skeleton = (
    <Page title={text.inquiries} back={back}>
      <Skeleton />
    </Page>
  );
  return (
    <Read query={query} skeleton={skeleton}>
      {(inquiry) => (
        <Page
          title={text.one(inquiry.email)}
          back={back}
          mark={<StatusPill tone={INQUIRY_TONES[inquiry.state]}>{text.states[inquiry.state]}</StatusPill>}
          actions={<Deeds inquiry={inquiry} />}
        >
          <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div className="min-w-0 space-y-4">
              <Panel title={text.question}>
                <p className="max-w-prose text-base whitespace-pre-line [overflow-wrap:anywhere]">
                  {inquiry.message}
                </p>
              </Panel>
              <Talk said={inquiry.transcript} />
            </div>
            <div className="min-w-0 space-y-4">
              <About inquiry={inquiry} />
              <OrdersOf inquiry={inquiry} />
            </div>
          </div>
        </Page>
      )}
    </Read>
  );
}

/** The answer is written in the mail program of who answers; then it is said here that it was. */
function Deeds({ inquiry }: { inquiry: Inquiry }) {
  const text = useInquiriesText();
  const mayWrite = useMay("orders_write");
  const { run, isBusy } = useRun();
  const path = { id: inquiry.id };
  return (
    <>
      {mayWrite && inquiry.state === "open" && (
        <button
          type="button"
          className="btn-quiet"
          disabled={isBusy}
          onClick={() => void run(null, () => closeInquiry({ path }), text.closed)}
        >
          <Check aria-hidden className="size-4" />
          {text.close}
        </button>
      )}
      <a href={answerLink(inquiry, text.subject)} className="btn-primary">
        <Mail aria-hidden className="size-4" />
        {text.answer}
      </a>
    </>
  );
}

function About({ inquiry }: { inquiry: Inquiry }) {
  const text = useInquiriesText();
  const words = useWords();
  const customer = inquiry.customer_id ? (
    <Link to={`/shop/customers/${inquiry.customer_id}`} className="text-link">
      {text.toCustomer}
    </Link>
  ) : (
    text.guest
  );
  return (
    <Panel title={text.about}>
      <Facts
        items={[
          [
            words.email,
            <span key="email" className="[overflow-wrap:anywhere]">
              {inquiry.email}
            </span>,
          ],
          [text.customer, customer],
          [text.asked, <At key="asked" time={inquiry.created_at} />],
          [text.closedAt, inquiry.closed_at && <At time={inquiry.closed_at} />],
        ]}
      />
    </Panel>
  );
}
