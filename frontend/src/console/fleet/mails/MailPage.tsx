import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useParams } from "react-router";
import { getMailAttachment, type Mail, type MailAttachment } from "../../../api/generated";
import { getMailOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { useShop } from "../../../features/catalog/shop";
import { CopyId } from "../../components/CopyId";
import { PageHeader } from "../../components/PageHeader";
import { Facts, Panel } from "../../components/Panel";
import { Read } from "../../components/states";
import { At } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { useFleetNav } from "../nav";
import { useOutsideText } from "../outside";

export default function MailPage() {
  const { id = "" } = useParams();
  const query = useQuery(getMailOptions({ path: { id } }));
  return <Read query={query}>{(mail) => <MailDetail mail={mail} />}</Read>;
}

function MailDetail({ mail }: { mail: Mail }) {
  const nav = useFleetNav();
  const text = useOutsideText().mails;
  return (
    <>
      <PageHeader
        title={mail.subject}
        lead={mail.recipient}
        back={{ to: "/fleet/mails", label: nav.mails }}
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Body mail={mail} />
        <Panel title={text.about}>
          <Facts
            items={[
              [text.to, mail.recipient],
              [text.from, mail.sender],
              [text.sent, <At key="sent" time={mail.created_at} />],
              [text.template, mail.template],
              [
                text.order,
                mail.order_id && (
                  <CopyId key="order" id={mail.order_id} to={`/shop/orders/${mail.order_id}`} />
                ),
              ],
              [text.messageId, <CopyId key="message" id={mail.message_id} full />],
              [text.attachments, mail.attachments.length > 0 && <Attachments key="files" mail={mail} />],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}

/**
 * Mails have styles of their own, which these pages forbid. The program serves them as pages with rules of their own,
 * to everybody in a demonstration and otherwise to who gives a password there; so elsewhere the text has to do.
 */
function Body({ mail }: { mail: Mail }) {
  const text = useOutsideText().mails;
  const { data: shop } = useShop();
  const [isText, setText] = useState(false);
  const isPlain = isText || !shop?.is_demo;
  return (
    <Panel
      flush
      title={text.body}
      actions={
        shop?.is_demo && (
          <button type="button" className="btn-quiet" onClick={() => setText(!isText)}>
            {isPlain ? text.html : text.text}
          </button>
        )
      }
    >
      {isPlain ? (
        <pre className="p-4 font-sans whitespace-pre-wrap [overflow-wrap:anywhere] sm:p-5">{mail.text}</pre>
      ) : (
        <iframe
          src={`/mailbox/${mail.id}/html`}
          title={text.body}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          className="block h-[40rem] w-full bg-white"
        />
      )}
    </Panel>
  );
}

function Attachments({ mail }: { mail: Mail }) {
  return (
    <ul className="grid gap-1">
      {mail.attachments.map((file, index) => (
        <li key={file.filename}>
          <DownloadButton mail={mail} file={file} index={index} />
        </li>
      ))}
    </ul>
  );
}

function DownloadButton({ mail, file, index }: { mail: Mail; file: MailAttachment; index: number }) {
  const deed = useDeed(
    async () => {
      const { data } = await getMailAttachment({ path: { id: mail.id, index }, responseType: "blob" });
      const address = URL.createObjectURL(new Blob([data as BlobPart], { type: file.content_type }));
      const link = document.createElement("a");
      link.href = address;
      link.download = file.filename;
      link.click();
      URL.revokeObjectURL(address);
    },
    { refresh: [] },
  );
  return (
    <button
      type="button"
      className="text-link inline-flex items-center gap-1.5"
      onClick={() => deed.mutate(undefined)}
    >
      <Download aria-hidden className="size-4" />
      {file.filename}
    </button>
  );
}
