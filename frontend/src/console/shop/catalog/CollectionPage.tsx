import { useState } from "react";
import { useNavigate } from "react-router";
import type { Collection, ProductSummary, Rule } from "../../../api/generated";
import {
  createCollection,
  deleteCollection,
  getCollection,
  listProducts,
  setCollectionProducts,
  updateCollection,
} from "../../../api/generated";
import { Field, Form, FormNotice, Submit, type Values } from "../../../components/form";
import { refusal } from "../../../lib/problem";
import { TextAreaField } from "../../components/fields";
import { Panel } from "../../components/Panel";
import { useRun, useSend } from "../kit/data";
import { Tick } from "../kit/fields";
import { ProductPicker } from "../kit/ProductPicker";
import { Page } from "../kit/page";
import { changed, orNothing, orNull } from "../kit/parse";
import { RemoveButton } from "../kit/removing";
import { Thing } from "../kit/Thing";
import { useWords } from "../kit/text";
import { SeoFields } from "../products/fields";
import { RuleEditor } from "./RuleEditor";
import { flat, toRule } from "./rule";
import { useCatalogText } from "./text";

/** More products than that nobody puts together by hand. */
const MOST = 100;

async function load(id: string, signal: AbortSignal) {
  const { data: collection } = await getCollection({ path: { collection: id }, signal });
  const query = { collection: collection.id, status: "all", sort: "by_hand", limit: MOST } as const;
  const products = collection.by_hand ? (await listProducts({ query, signal })).data.items : [];
  return { collection, products };
}

export default function CollectionPage() {
  const text = useCatalogText();
  const back = { to: "/shop/collections", label: text.collections };
  return (
    <Thing
      kind="collection"
      load={load}
      back={back}
      titles={{ isNew: text.newCollection, isRead: text.collections }}
      make={<Edit />}
    >
      {({ collection, products }) => (
        <Page
          title={collection.name}
          back={back}
          actions={
            <RemoveButton
              name={collection.name}
              run={() => deleteCollection({ path: { collection: collection.id } })}
              to={back.to}
            />
          }
        >
          <Edit key={collection.id} collection={collection} />
          {collection.by_hand && <Products collection={collection} products={products} />}
        </Page>
      )}
    </Thing>
  );
}

function Edit({ collection: shown }: { collection?: Collection }) {
  const text = useCatalogText();
  const words = useWords();
  const send = useSend();
  const navigate = useNavigate();
  // What the fields began with: what somebody else changes meanwhile is not changed back.
  const [collection, setCollection] = useState(shown);
  const [byRule, setByRule] = useState(collection ? !collection.by_hand : false);
  const [rule, setRule] = useState(() => flat(collection?.rule ?? { all: [] }));
  const submit = async (values: Values) => {
    const { name = "", slug, description, seo_title, seo_description } = values;
    const said = { name, slug: orNothing(slug), description, published: values.published === "yes" };
    // A rule that the form cannot show stays.
    const sent: Rule | undefined = byRule
      ? rule
        ? (toRule(rule) ?? undefined)
        : collection?.rule
      : undefined;
    if (byRule && !sent) throw refusal(text.ruleMissing);
    if (collection) {
      const all = {
        ...said,
        rule: sent,
        seo_title: orNull(seo_title),
        seo_description: orNull(seo_description),
      };
      const body = changed(all, { ...collection });
      const path = { collection: collection.id };
      return setCollection(await send(body, () => updateCollection({ path, body }), words.saved));
    }
    const body = {
      ...said,
      rule: sent,
      seo_title: orNothing(seo_title),
      seo_description: orNothing(seo_description),
    };
    const made = await send(body, (headers) => createCollection({ body, headers }), words.created);
    await navigate(`/shop/collections/${made.id}`, { replace: true });
  };
  return (
    <Form onSubmit={submit} label={collection?.name ?? text.newCollection} className="space-y-4">
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="space-y-4">
          <Panel title={words.details}>
            <div className="space-y-4">
              <Field
                name="name"
                label={words.name}
                defaultValue={collection?.name}
                required
                maxLength={100}
              />
              <Field
                name="slug"
                label={words.slug}
                hint={words.slugHint}
                defaultValue={collection?.slug}
                maxLength={80}
                pattern="[a-z0-9]+(-[a-z0-9]+)*"
                autoCapitalize="none"
              />
              <TextAreaField
                name="description"
                label={words.description}
                defaultValue={collection?.description}
                maxLength={10_000}
              />
              <Tick
                name="published"
                value="yes"
                label={text.publish}
                defaultChecked={collection?.published ?? true}
              />
            </div>
          </Panel>
          <Panel title={words.seo}>
            <div className="space-y-4">
              <SeoFields seo={collection} />
            </div>
          </Panel>
        </div>
        <Panel title={text.howFilled}>
          {!collection && (
            <div className="mb-4 flex flex-wrap gap-x-6">
              {[false, true].map((is) => (
                <label key={String(is)} className="flex min-h-9 items-center gap-2.5">
                  <input
                    type="radio"
                    name="how"
                    checked={byRule === is}
                    onChange={() => setByRule(is)}
                    className="size-4.5 accent-(--accent)"
                  />
                  {is ? text.byRule : text.byHand}
                </label>
              ))}
            </div>
          )}
          {!byRule && <p className="text-muted">{collection ? text.byHandBelow : text.byHandLater}</p>}
          {byRule &&
            (rule ? (
              <RuleEditor rule={rule} onChange={setRule} />
            ) : (
              <p className="text-muted">{text.nested}</p>
            ))}
        </Panel>
      </div>
      <FormNotice />
      <Submit busy={words.saving}>{collection ? words.save : words.create}</Submit>
    </Form>
  );
}

function Products({ collection, products }: { collection: Collection; products: ProductSummary[] }) {
  const text = useCatalogText();
  const words = useWords();
  const { run, isBusy } = useRun();
  const [ids, setIds] = useState(products.map((one) => one.id));
  const isSame = ids.join() === products.map((one) => one.id).join();
  const save = () =>
    run(
      ids,
      () => setCollectionProducts({ path: { collection: collection.id }, body: { product_ids: ids } }),
      words.saved,
    );
  return (
    <Panel title={text.products} note={ids.length}>
      <ProductPicker label={text.productsHint} ids={ids} onChange={setIds} known={products} isOrdered />
      <button
        type="button"
        className="btn-primary mt-3"
        disabled={isSame}
        aria-busy={isBusy}
        onClick={() => void save()}
      >
        {words.save}
      </button>
    </Panel>
  );
}
