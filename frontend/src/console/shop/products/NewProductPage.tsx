import { useNavigate } from "react-router";
import type { ProductRequest, Status } from "../../../api/generated";
import { createProduct } from "../../../api/generated";
import { Field, Form, FormNotice, Submit, type Values } from "../../../components/form";
import { Panel } from "../../components/Panel";
import { useSend } from "../kit/data";
import { AmountField, WholeField } from "../kit/fields";
import { useCurrency } from "../kit/lookups";
import { Page } from "../kit/page";
import { amount, optionalWhole, orNothing } from "../kit/parse";
import { useWords } from "../kit/text";
import { MainFields, OrderFields, SeoFields, toChange, VisibilityFields } from "./fields";
import { useProductText } from "./text";

export default function NewProductPage() {
  const text = useProductText();
  const words = useWords();
  const currency = useCurrency();
  const send = useSend();
  const navigate = useNavigate();
  const submit = async (values: Values) => {
    const body = toRequest(values, currency);
    const made = await send(body, (headers) => createProduct({ body, headers }), words.created);
    await navigate(`/shop/products/${made.id}`, { replace: true });
  };
  return (
    <Page title={text.create} lead={text.createLead} back={{ to: "/shop/products", label: text.title }}>
      <Form onSubmit={submit} label={text.create} className="space-y-4">
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="space-y-4">
            <Panel title={text.details}>
              <div className="space-y-4">
                <MainFields />
              </div>
            </Panel>
            <Panel title={text.firstVariant}>
              <div className="grid gap-4 sm:grid-cols-2">
                <Field
                  name="variants[0].sku"
                  label={text.sku}
                  hint={text.skuHint}
                  required
                  maxLength={64}
                  pattern="[A-Za-z0-9._\-]+"
                />
                <AmountField name="variants[0].price_minor" label={text.price} currency={currency} required />
                <WholeField name="variants[0].stock" label={text.onHand} value={0} />
                <WholeField name="variants[0].weight_g" label={text.weight} value={0} />
              </div>
            </Panel>
          </div>
          <div className="space-y-4">
            <Panel title={text.visibility}>
              <div className="space-y-4">
                <VisibilityFields />
              </div>
            </Panel>
            <Panel title={text.order}>
              <div className="space-y-4">
                <OrderFields />
              </div>
            </Panel>
            <Panel title={words.seo}>
              <div className="space-y-4">
                <SeoFields />
              </div>
            </Panel>
          </div>
        </div>
        <FormNotice />
        <Submit busy={words.creating}>{words.create}</Submit>
      </Form>
    </Page>
  );
}

function toRequest(values: Values, currency: string): ProductRequest {
  const { category_id, brand_id, publish_at, unpublish_at, seo_title, seo_description, ...rest } =
    toChange(values);
  return {
    ...rest,
    name: values.name ?? "",
    status: values.status as Status,
    tax_rate_bp: rest.tax_rate_bp ?? 0,
    // A change takes away by `null`; what is new leaves it out.
    category_id: category_id ?? undefined,
    brand_id: brand_id ?? undefined,
    publish_at: publish_at ?? undefined,
    unpublish_at: unpublish_at ?? undefined,
    seo_title: orNothing(seo_title ?? ""),
    seo_description: orNothing(seo_description ?? ""),
    variants: [
      {
        sku: values["variants[0].sku"] ?? "",
        price_minor: amount(values, "variants[0].price_minor", currency),
        stock: optionalWhole(values, "variants[0].stock") ?? 0,
        weight_g: optionalWhole(values, "variants[0].weight_g") ?? 0,
      },
    ],
  };
}
