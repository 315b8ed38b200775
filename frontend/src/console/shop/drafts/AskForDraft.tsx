/** Where drafts are asked for: on the page of a product, and of an order. What comes of it stands among the drafts. */
import { Sparkles } from "lucide-react";
import { useState } from "react";
import type { ProductDraftKind } from "../../../api/generated";
import { askForProductDraft, askForReplyDraft } from "../../../api/generated";
import { Field, SelectField } from "../../../components/form";
import { TextAreaField } from "../../components/fields";
import { useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { useDraftsText } from "./text";

const KINDS: ProductDraftKind[] = ["description", "seo", "attributes", "translation", "review_summary"];
/** As the API takes it. */
export const LANGUAGE = "[a-z]{2,3}(-[A-Z]{2})?";

/** Something about a product. */
export function AskAboutProduct({ id }: { id: string }) {
  const text = useDraftsText();
  const send = useSend();
  return (
    <Ask
      label={<Label />}
      title={text.ask}
      submit={text.send}
      onSubmit={(values) => {
        const body = {
          kind: values.kind as ProductDraftKind,
          language: values.language || undefined,
          wishes: values.wishes || undefined,
        };
        return send(
          body,
          (headers) => askForProductDraft({ path: { product: id }, body, headers }),
          text.sent,
        );
      }}
    >
      <KindFields />
      <TextAreaField name="wishes" label={text.wishes} hint={text.wishesHint} maxLength={500} rows={3} />
    </Ask>
  );
}

/** What, and in which language: of a translation that must be said. */
function KindFields() {
  const text = useDraftsText();
  const [kind, setKind] = useState<ProductDraftKind>("description");
  const isTranslation = kind === "translation";
  return (
    <>
      <SelectField
        name="kind"
        label={text.kind}
        value={kind}
        onChange={(event) => setKind(event.target.value as ProductDraftKind)}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {text.kinds[one]}
          </option>
        ))}
      </SelectField>
      {kind !== "attributes" && (
        <Field
          name="language"
          label={text.language}
          hint={isTranslation ? text.languageHint : text.languageOptional}
          required={isTranslation}
          maxLength={6}
          pattern={LANGUAGE}
          autoCapitalize="none"
        />
      )}
    </>
  );
}

interface AskForReplyProps {
  /** The order's. */
  id: string;
  /** What was asked, where that is known. */
  question?: string;
  /** Of the button, where several stand below each other. */
  name?: string;
}

/** What the API takes of a question, characters. */
const QUESTION = 2000;

/** A reply to what a customer asks about an order. */
export function AskForReply({ id, question, name }: AskForReplyProps) {
  const text = useDraftsText();
  const send = useSend();
  return (
    <Ask
      label={<Label />}
      name={name}
      title={text.askReply}
      submit={text.send}
      onSubmit={({ question = "" }) => {
        const body = { question };
        return send(body, (headers) => askForReplyDraft({ path: { id }, body, headers }), text.sent);
      }}
    >
      <TextAreaField
        name="question"
        label={text.question}
        required
        maxLength={QUESTION}
        rows={5}
        defaultValue={question?.slice(0, QUESTION)}
      />
    </Ask>
  );
}

function Label() {
  const text = useDraftsText();
  return (
    <>
      <Sparkles aria-hidden className="size-4" />
      {text.draft}
    </>
  );
}
