import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import type { Product, Translation } from "../../../api/generated";
import { listTranslations, removeTranslation, setTranslation } from "../../../api/generated";
import { Field, type Values } from "../../../components/form";
import { TextAreaField } from "../../components/fields";
import { Panel } from "../../components/Panel";
import { Read, RowsSkeleton } from "../../components/states";
import { LANGUAGE } from "../drafts/AskForDraft";
import { useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { ROW_BUTTON } from "../kit/List";
import { orNothing } from "../kit/parse";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";
import { SeoFields } from "./fields";
import { useProductText } from "./text";

/** The product in other languages. Models draft translations as well; those come here once they are approved. */
export function Translations({ product }: { product: Product }) {
  const text = useProductText();
  const query = useQuery({
    queryKey: ["console", "product", product.id, "translations"],
    queryFn: async ({ signal }) => (await listTranslations({ path: { product: product.id }, signal })).data,
  });
  return (
    <Panel title={text.translations}>
      <p className="mb-3 text-muted">{text.translationsLead}</p>
      <Read query={query} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{text.noTranslations}</p>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((one) => (
                <Row key={one.locale} product={product} one={one} />
              ))}
            </ul>
          )
        }
      </Read>
      <div className="mt-3">
        <Edit product={product} />
      </div>
    </Panel>
  );
}

function Row({ product, one }: { product: Product; one: Translation }) {
  const text = useProductText();
  const words = useWords();
  const remove = useRemove();
  const path = { product: product.id, locale: one.locale };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <code className="text-xs">{one.locale}</code>
      <div className="min-w-0 flex-1">
        <p className="[overflow-wrap:anywhere]" lang={one.locale}>
          {one.name}
        </p>
        {one.drafted_by && <p className="text-xs text-muted">{text.draftedBy(one.drafted_by)}</p>}
      </div>
      <Edit product={product} one={one} />
      <button
        type="button"
        className={ROW_BUTTON}
        onClick={() =>
          void remove({
            name: text.translationOf(one.locale),
            text: text.deleteTranslation,
            run: () => removeTranslation({ path }),
          })
        }
      >
        {words.delete}
      </button>
    </li>
  );
}

/** Of a language that there is, or of another one. */
function Edit({ product, one }: { product: Product; one?: Translation }) {
  const text = useProductText();
  const words = useWords();
  const send = useSend();
  const submit = (values: Values) => {
    const locale = one?.locale ?? values.locale ?? "";
    const body = {
      name: values.name ?? "",
      description: values.description ?? "",
      seo_title: orNothing(values.seo_title),
      seo_description: orNothing(values.seo_description),
    };
    return send(
      { locale, body },
      () => setTranslation({ path: { product: product.id, locale }, body }),
      words.saved,
    );
  };
  return (
    <Ask
      label={
        one ? (
          words.edit
        ) : (
          <>
            <Plus aria-hidden className="size-4" />
            {text.translate}
          </>
        )
      }
      className={one ? ROW_BUTTON : "btn-quiet"}
      title={one ? text.translationOf(one.locale) : text.translate}
      onSubmit={submit}
    >
      {!one && (
        <Field
          name="locale"
          label={text.language}
          hint={text.languageHint}
          required
          maxLength={6}
          pattern={LANGUAGE}
          autoCapitalize="none"
        />
      )}
      <Field
        name="name"
        label={words.name}
        defaultValue={one?.name ?? product.name}
        required
        maxLength={200}
      />
      <TextAreaField
        name="description"
        label={words.description}
        defaultValue={one?.description ?? product.description}
        maxLength={10_000}
        rows={6}
      />
      <SeoFields seo={one} />
    </Ask>
  );
}
