import { MailCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { InquiryRequest, SpokenMessage } from "../../api/generated";
import { askShop } from "../../api/generated";
import { Checkbox, Field, Form, FormNotice, Frame, Submit, type Values } from "../../components/form";
import { Empty } from "../../components/states";
import { useSession } from "../auth/session";
import { attemptDone, attemptKey } from "../checkout/attempt";
import { useInquiriesText } from "./inquiries.text";

interface AskPersonProps {
  /** What was asked before. */
  question?: string;
  /** What was said to the assistant; it goes along if the shopper leaves the box checked. */
  transcript?: SpokenMessage[];
  /** A way back, beside the button that sends. */
  back?: ReactNode;
}

/** A question to a person of the shop, who answers by e-mail. */
export function AskPerson({ question, transcript = [], back }: AskPersonProps) {
  const text = useInquiriesText();
  const session = useSession();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = async (values: Values) => {
    const body = inquiry(values, transcript);
    await askShop({ body, headers: { "Idempotency-Key": attemptKey("inquiry", body) } });
    attemptDone("inquiry");
    setSentTo(body.email);
  };
  if (sentTo !== null) {
    return (
      <div role="status">
        <Empty
          icon={<MailCheck />}
          title={text.thanks}
          action={
            back ?? (
              <button type="button" className="btn-quiet" onClick={() => setSentTo(null)}>
                {text.another}
              </button>
            )
          }
        >
          <p className="[overflow-wrap:anywhere]">{text.willAnswer(sentTo)}</p>
        </Empty>
      </div>
    );
  }
  return (
    <Form label={text.title} onSubmit={submit} className="space-y-4">
      <p className="text-muted">{text.lead}</p>
      <Field
        name="email"
        label={text.email}
        type="email"
        autoComplete="email"
        required
        maxLength={254}
        defaultValue={session.status === "customer" ? session.user.email : undefined}
      />
      <Frame name="message" label={text.message}>
        {(frame) => (
          <textarea
            rows={5}
            maxLength={4000}
            required
            {...frame}
            defaultValue={question}
            className="input h-auto py-2 lg:h-auto"
          />
        )}
      </Frame>
      {transcript.length > 0 && (
        <Checkbox
          name="along"
          defaultChecked
          label={
            <>
              {text.along}
              <span className="block text-sm text-muted">{text.alongText}</span>
            </>
          }
        />
      )}
      <FormNotice />
      <div className="flex flex-wrap justify-between gap-2 pt-1">
        {back}
        <Submit busy={text.busy}>{text.send}</Submit>
      </div>
    </Form>
  );
}

/** What is sent. A box that is not checked is not among the values. */
export const inquiry = (values: Values, transcript: SpokenMessage[]): InquiryRequest => ({
  email: values.email ?? "",
  message: (values.message ?? "").replaceAll("\r\n", "\n"),
  ...(values.along !== undefined && transcript.length > 0 && { transcript }),
});
