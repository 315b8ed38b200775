import { useQuery } from "@tanstack/react-query";
import { Eye, RotateCcw, Send } from "lucide-react";
import { useState } from "react";
import { useParams } from "react-router";
import type { MailPreview, MailTemplate } from "../../../api/generated";
import {
  getMailTemplate,
  previewMailTemplate,
  replaceMailTemplate,
  resetMailTemplate,
  sendTestMail,
} from "../../../api/generated";
import { Field, Form, FormNotice, Submit, type Values } from "../../../components/form";
import { useLocale } from "../../../i18n";
import { cx } from "../../../lib/cx";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { confirm } from "../../components/confirm";
import { TextAreaField } from "../../components/fields";
import { Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { useRun, useSend } from "../kit/data";
import { Page, Skeleton } from "../kit/page";
import { MailFrame } from "./MailFrame";
import { useMailText } from "./text";

/** What one kind of mail says: changing it, and seeing how it looks before anybody gets it. */
export default function MailTemplatePage() {
  const text = useMailText();
  const { kind = "" } = useParams();
  const query = useQuery({
    queryKey: ["console", "mail-template", kind],
    queryFn: async ({ signal }) => (await getMailTemplate({ path: { kind }, signal })).data,
  });
  return (
    <Page
      title={text.kinds[kind] ?? kind}
      back={{ to: "/shop/mails", label: text.mails }}
      mark={
        query.data && (
          <StatusPill tone={query.data.customized ? "good" : "quiet"}>
            {query.data.customized ? text.own : text.shipped}
          </StatusPill>
        )
      }
    >
      <Read query={query} skeleton={<Skeleton rows={10} />}>
        {(template) => <Edit key={`${kind} ${template.version}`} template={template} />}
      </Read>
    </Page>
  );
}

/** What stands in the form. */
const said = (values: Values) => ({
  subject: values.subject ?? "",
  body: values.body ?? "",
  ...(values.text?.trim() ? { text: values.text } : {}),
});

function Edit({ template }: { template: MailTemplate }) {
  const text = useMailText();
  const locale = useLocale();
  const send = useSend();
  const { run, isBusy } = useRun();
  const mayWrite = useMay("settings_write");
  const [preview, setPreview] = useState<MailPreview>();
  const path = { kind: template.kind };
  const { wording, failure } = template;
  // Both buttons send the form, so that both show at the fields what is wrong.
  const submit = async (values: Values) => {
    const words = said(values);
    if (values.deed === "look") {
      setPreview((await previewMailTemplate({ path, body: words })).data);
      return;
    }
    const body = { ...words, version: template.version };
    await send(body, () => replaceMailTemplate({ path, body }), text.saved);
  };
  const goBack = () =>
    confirm({
      title: text.backTitle,
      text: text.backText,
      action: text.back,
      tone: "danger",
      run: () =>
        send(null, () => resetMailTemplate({ path, query: { version: template.version } }), text.isBack),
    });
  return (
    <>
      {failure && (
        <p role="alert" className="panel text-danger">
          {text.failure(failure.message, formatMoment(failure.at, locale))}
        </p>
      )}
      <div className="grid min-w-0 items-start gap-4 xl:grid-cols-2">
        <Form onSubmit={submit} label={text.kinds[template.kind] ?? template.kind} className="space-y-4">
          <Panel>
            <div className="space-y-4">
              <Field
                name="subject"
                label={text.subject}
                defaultValue={wording.subject}
                maxLength={500}
                readOnly={!mayWrite}
                required
              />
              <TextAreaField
                name="body"
                label={text.body}
                hint={text.bodyHint}
                defaultValue={wording.body}
                rows={18}
                readOnly={!mayWrite}
                required
                code
              />
              <TextAreaField
                name="text"
                label={text.text}
                hint={text.textHint}
                defaultValue={wording.text ?? ""}
                rows={8}
                readOnly={!mayWrite}
                code
              />
              <FormNotice />
              <div className="flex flex-wrap items-center gap-2">
                {mayWrite && <Submit busy={text.save}>{text.save}</Submit>}
                <button type="submit" name="deed" value="look" className="btn-quiet">
                  <Eye aria-hidden className="size-4" />
                  {text.look}
                </button>
                {mayWrite && (
                  <button
                    type="button"
                    className="btn-quiet"
                    title={text.testHint}
                    disabled={isBusy}
                    onClick={() =>
                      void run(
                        ["test", template.kind, template.version],
                        (headers) => sendTestMail({ path, headers }),
                        text.testSent,
                      )
                    }
                  >
                    <Send aria-hidden className="size-4" />
                    {text.testSend}
                  </button>
                )}
                {mayWrite && template.customized && (
                  <button type="button" className="btn-quiet" onClick={() => void goBack()}>
                    <RotateCcw aria-hidden className="size-4" />
                    {text.back}
                  </button>
                )}
              </div>
            </div>
          </Panel>
        </Form>
        <div className="min-w-0 space-y-4">
          {preview && <Preview preview={preview} />}
          <Placeholders template={template} />
        </div>
      </div>
    </>
  );
}

type View = "wide" | "narrow" | "text";

function Preview({ preview }: { preview: MailPreview }) {
  const text = useMailText();
  const [view, setView] = useState<View>("wide");
  const labels: Record<View, string> = { wide: text.wide, narrow: text.narrow, text: text.asText };
  return (
    <Panel title={text.preview}>
      <p className="-mt-2 mb-3 text-muted">{text.previewLead}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons are no set of form fields. */}
      <div role="group" aria-label={text.preview} className="mb-4 inline-flex gap-1 rounded-xl bg-sunken p-1">
        {(["wide", "narrow", "text"] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={view === one}
            onClick={() => setView(one)}
            className={cx(
              "h-9 rounded-lg px-3.5 font-medium lg:h-8",
              view === one ? "bg-surface text-fg shadow-sm" : "text-muted hover:text-fg",
            )}
          >
            {labels[one]}
          </button>
        ))}
      </div>
      <p className="mb-3 font-medium [overflow-wrap:anywhere]">{preview.subject}</p>
      {view === "text" ? (
        <pre className="rounded-xl bg-sunken p-4 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
          {preview.text}
        </pre>
      ) : (
        <MailFrame html={preview.html} title={text.preview} width={view === "wide" ? 700 : 390} />
      )}
    </Panel>
  );
}

function Placeholders({ template }: { template: MailTemplate }) {
  const text = useMailText();
  return (
    <Panel title={text.placeholders}>
      <p className="-mt-2 mb-3 text-muted">{text.placeholdersHint}</p>
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
        {template.placeholders.map((one) => (
          <div key={one.name} className="contents">
            <dt className="font-mono text-[0.8125rem] [overflow-wrap:anywhere]">{one.name}</dt>
            <dd className="text-muted [overflow-wrap:anywhere] max-sm:mb-1.5">{one.example}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
