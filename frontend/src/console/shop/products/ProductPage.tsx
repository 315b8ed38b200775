import { useQuery } from "@tanstack/react-query";
import { ExternalLink, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useParams } from "react-router";
import type { Product } from "../../../api/generated";
import { deleteProduct, getProduct, restoreProduct, updateProduct } from "../../../api/generated";
import { Form, FormNotice, Submit, type Values } from "../../../components/form";
import { Notice } from "../../../components/states";
import { toast } from "../../../components/toast";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { AskAboutProduct } from "../drafts/AskForDraft";
import { useRun, useSend } from "../kit/data";
import { Page, Skeleton } from "../kit/page";
import { changed } from "../kit/parse";
import { RemoveButton } from "../kit/removing";
import { useWords } from "../kit/text";
import { Attributes } from "./Attributes";
import { MainFields, OrderFields, SeoFields, toChange, VisibilityFields } from "./fields";
import { Images } from "./Images";
import { Options } from "./Options";
import { Related } from "./Related";
import { ReviewsInShort } from "./ReviewsInShort";
import { TaxClass } from "./TaxClass";
import { Translations } from "./Translations";
import { STATUS_TONES, useProductText } from "./text";
import { Variants } from "./Variants";

export default function ProductPage() {
  const { id = "" } = useParams();
  const text = useProductText();
  const query = useQuery({
    queryKey: ["console", "product", id],
    queryFn: async ({ signal }) => (await getProduct({ path: { product: id }, signal })).data,
  });
  return (
    <Read
      query={query}
      skeleton={
        <Page title={text.one} back={{ to: "/shop/products", label: text.title }}>
          <Skeleton rows={10} />
        </Page>
      }
    >
      {(product) => <Details product={product} />}
    </Read>
  );
}

function Details({ product }: { product: Product }) {
  const text = useProductText();
  const mayTax = useMay("checkout_write");
  const status = product.deleted_at ? "deleted" : product.status;
  return (
    <Page
      title={product.name}
      back={{ to: "/shop/products", label: text.title }}
      mark={<StatusPill tone={STATUS_TONES[status]}>{text.statuses[status]}</StatusPill>}
      actions={<Actions product={product} />}
    >
      {product.deleted_at && <Notice>{text.deletedNote}</Notice>}
      <MainForm product={product} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Variants product={product} />
        <Options product={product} />
        <Images product={product} />
        <Attributes key={`attributes ${product.updated_at}`} product={product} />
        <Related key={`related ${product.updated_at}`} product={product} />
        <Translations product={product} />
        <ReviewsInShort product={product} />
        {mayTax && <TaxClass product={product} />}
      </div>
    </Page>
  );
}

function MainForm({ product }: { product: Product }) {
  const text = useProductText();
  const words = useWords();
  const send = useSend();
  // What the fields began with: what somebody else changes meanwhile is not changed back.
  const [first, setFirst] = useState(product);
  const submit = async (values: Values) => {
    const before = {
      ...first,
      category_id: first.category?.id,
      brand_id: first.brand?.id,
      // Compared as they are typed, to the minute.
      publish_at: toMinute(first.publish_at),
      unpublish_at: toMinute(first.unpublish_at),
    };
    const body = changed(toChange(values), before);
    if (Object.keys(body).length === 0) return toast(words.saved);
    setFirst(await send(body, () => updateProduct({ path: { product: product.id }, body }), words.saved));
  };
  return (
    <Form onSubmit={submit} label={text.details} className="space-y-4">
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="space-y-4">
          <Panel title={text.details}>
            <div className="space-y-4">
              <MainFields product={first} />
            </div>
          </Panel>
          <Panel title={words.seo}>
            <div className="space-y-4">
              <SeoFields seo={first} />
            </div>
          </Panel>
        </div>
        <div className="space-y-4">
          <Panel title={text.visibility}>
            <div className="space-y-4">
              <VisibilityFields product={first} />
            </div>
          </Panel>
          <Panel title={text.order}>
            <div className="space-y-4">
              <OrderFields product={first} />
            </div>
          </Panel>
        </div>
      </div>
      <FormNotice />
      <Submit busy={words.saving}>{words.save}</Submit>
    </Form>
  );
}

const toMinute = (time: string | undefined) =>
  time && new Date(Math.floor(Date.parse(time) / 60_000) * 60_000).toISOString();

function Actions({ product }: { product: Product }) {
  const text = useProductText();
  const { run } = useRun();
  const path = { product: product.id };
  if (product.deleted_at) {
    return (
      <button
        type="button"
        className="btn-primary"
        onClick={() => void run(null, () => restoreProduct({ path }), text.restored)}
      >
        <RotateCcw aria-hidden className="size-4" />
        {text.restore}
      </button>
    );
  }
  return (
    <>
      {product.status === "active" && (
        <a href={`/products/${product.slug}`} className="btn-quiet">
          <ExternalLink aria-hidden className="size-4" />
          {text.inShop}
        </a>
      )}
      <AskAboutProduct id={product.id} />
      <RemoveButton
        label={text.delete}
        name={product.name}
        text={text.deleteText}
        run={() => deleteProduct({ path })}
        to="/shop/products"
      />
    </>
  );
}
