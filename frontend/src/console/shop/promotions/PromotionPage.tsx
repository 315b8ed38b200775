import { useState } from "react";
import { useNavigate } from "react-router";
import type { Promotion, PromotionKind, PromotionRequest } from "../../../api/generated";
import { createPromotion, deletePromotion, getPromotion, replacePromotion } from "../../../api/generated";
import { Field, Form, FormNotice, SelectField, Submit, type Values } from "../../../components/form";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { useSend } from "../kit/data";
import { AmountField, Choose, MomentField, PercentField, Tick, WholeField } from "../kit/fields";
import { useCategoryList, useCurrency } from "../kit/lookups";
import { ProductPicker } from "../kit/ProductPicker";
import { Page } from "../kit/page";
import { amount, moment, optionalAmount, optionalWhole, orNothing, percent, whole } from "../kit/parse";
import { RemoveButton } from "../kit/removing";
import { useSalesText } from "../kit/salesText";
import { Thing } from "../kit/Thing";
import { useWords } from "../kit/text";
import { PHASE_TONES, phase } from "./promotion";
import { Redemptions } from "./Redemptions";

const load = async (id: string, signal: AbortSignal) => (await getPromotion({ path: { id }, signal })).data;

export default function PromotionPage() {
  const text = useSalesText();
  const back = { to: "/shop/promotions", label: text.promotions };
  return (
    <Thing
      kind="promotion"
      load={load}
      back={back}
      titles={{ isNew: text.newPromotion, isRead: text.promotion }}
      make={<Edit />}
    >
      {(promotion) => <Shown promotion={promotion} back={back} />}
    </Thing>
  );
}

function Shown({ promotion, back }: { promotion: Promotion; back: { to: string; label: string } }) {
  const text = useSalesText();
  const mayWrite = useMay("promotions_write");
  const now = phase(promotion, Date.now());
  const remove = (
    <RemoveButton
      name={promotion.name}
      text={text.usedDelete}
      run={() => deletePromotion({ path: { id: promotion.id } })}
      to={back.to}
    />
  );
  return (
    <Page
      title={promotion.name}
      back={back}
      mark={<StatusPill tone={PHASE_TONES[now]}>{text[now]}</StatusPill>}
      actions={mayWrite && remove}
    >
      <Edit key={promotion.version} promotion={promotion} />
      <Redemptions promotion={promotion} />
    </Page>
  );
}

function Edit({ promotion }: { promotion?: Promotion }) {
  const text = useSalesText();
  const words = useWords();
  const send = useSend();
  const navigate = useNavigate();
  const currency = useCurrency();
  const mayWrite = useMay("promotions_write");
  const { data: categories = [] } = useCategoryList();
  const [kind, setKind] = useState<PromotionKind>(promotion?.kind ?? "percentage");
  const [products, setProducts] = useState(promotion?.product_ids ?? []);
  const [chosen, setChosen] = useState(promotion?.category_ids ?? []);
  const submit = async (values: Values) => {
    const body: PromotionRequest = {
      ...terms(values, kind, currency),
      product_ids: products,
      category_ids: chosen,
      version: promotion?.version,
    };
    if (promotion) {
      await send(body, () => replacePromotion({ path: { id: promotion.id }, body }), words.saved);
    } else {
      const made = await send(body, (headers) => createPromotion({ body, headers }), words.created);
      await navigate(`/shop/promotions/${made.id}`, { replace: true });
    }
  };
  return (
    <Form onSubmit={submit} label={promotion?.name ?? text.newPromotion} className="space-y-4">
      <fieldset disabled={!mayWrite} className="grid min-w-0 items-start gap-4 lg:grid-cols-2">
        <Panel title={text.promotion}>
          <div className="space-y-4">
            <Field
              name="name"
              label={words.name}
              hint={text.nameHint}
              defaultValue={promotion?.name}
              required
              maxLength={100}
            />
            <Field
              name="code"
              label={text.code}
              hint={text.codeHint}
              defaultValue={promotion?.code}
              maxLength={40}
              pattern="[A-Za-z0-9_\-]{3,40}"
              autoCapitalize="characters"
            />
            <SelectField
              name="kind"
              label={words.kind}
              value={kind}
              onChange={(event) => setKind(event.target.value as PromotionKind)}
            >
              {Object.entries(text.kinds).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </SelectField>
            <Worth kind={kind} promotion={promotion} currency={currency} />
            <Tick
              name="enabled"
              value="yes"
              label={text.enabled}
              defaultChecked={promotion?.enabled ?? true}
            />
          </div>
        </Panel>
        <Panel title={text.conditions}>
          <div className="grid gap-4 sm:grid-cols-2">
            <AmountField
              name="min_subtotal_minor"
              label={text.minSubtotal}
              currency={currency}
              value={promotion?.min_subtotal_minor || undefined}
            />
            <WholeField
              name="priority"
              label={text.priority}
              hint={text.priorityHint}
              value={promotion?.priority ?? 0}
            />
            <MomentField name="starts_at" label={text.starts} value={promotion?.starts_at} />
            <MomentField name="ends_at" label={text.ends} value={promotion?.ends_at} />
            <WholeField name="max_uses" label={text.maxUses} value={promotion?.max_uses} />
            <WholeField
              name="max_uses_per_customer"
              label={text.maxUsesPer}
              value={promotion?.max_uses_per_customer}
            />
          </div>
          <div className="mt-3">
            <Tick
              name="first_order"
              value="yes"
              label={text.firstOrder}
              defaultChecked={promotion?.first_order ?? false}
            />
            <Tick
              name="exclusive"
              value="yes"
              label={text.exclusive}
              hint={text.exclusiveHint}
              defaultChecked={promotion?.exclusive ?? false}
            />
          </div>
        </Panel>
        <Panel title={text.whatFor} className="lg:col-span-2">
          <div className="grid gap-4 lg:grid-cols-2">
            <Choose
              label={text.categories}
              hint={text.forAll}
              choices={categories.map((one) => ({ value: one.id, label: one.path, words: one.path }))}
              chosen={chosen}
              onChange={setChosen}
            />
            <ProductPicker label={text.products} ids={products} onChange={setProducts} />
          </div>
        </Panel>
      </fieldset>
      <FormNotice />
      {mayWrite && <Submit busy={words.saving}>{promotion ? words.save : words.create}</Submit>}
    </Form>
  );
}

interface WorthProps {
  kind: PromotionKind;
  promotion: Promotion | undefined;
  currency: string;
}

/** What each kind has to say. */
function Worth({ kind, promotion, currency }: WorthProps) {
  const text = useSalesText();
  if (kind === "percentage") {
    return <PercentField name="percent_bp" label={text.percent} value={promotion?.percent_bp} required />;
  }
  if (kind === "amount") {
    return (
      <AmountField
        name="amount_minor"
        label={text.amount}
        currency={currency}
        value={promotion?.amount_minor}
        required
      />
    );
  }
  if (kind === "free_shipping") return null;
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <WholeField name="buy_quantity" label={text.buy} value={promotion?.buy_quantity ?? 2} required />
      <WholeField name="get_quantity" label={text.get} value={promotion?.get_quantity ?? 1} required />
      <PercentField
        name="percent_bp"
        label={text.percentGet}
        value={promotion?.percent_bp ?? 10_000}
        required
      />
    </div>
  );
}

function terms(values: Values, kind: PromotionKind, currency: string): PromotionRequest {
  const own: Record<PromotionKind, () => Partial<PromotionRequest>> = {
    percentage: () => ({ percent_bp: percent(values, "percent_bp") }),
    amount: () => ({ amount_minor: amount(values, "amount_minor", currency) }),
    free_shipping: () => ({}),
    buy_x_get_y: () => ({
      buy_quantity: whole(values, "buy_quantity"),
      get_quantity: whole(values, "get_quantity"),
      percent_bp: percent(values, "percent_bp"),
    }),
  };
  return {
    name: values.name ?? "",
    code: orNothing(values.code),
    kind,
    ...own[kind](),
    min_subtotal_minor: optionalAmount(values, "min_subtotal_minor", currency) ?? 0,
    priority: optionalWhole(values, "priority") ?? 0,
    starts_at: moment(values.starts_at),
    ends_at: moment(values.ends_at),
    max_uses: optionalWhole(values, "max_uses"),
    max_uses_per_customer: optionalWhole(values, "max_uses_per_customer"),
    first_order: values.first_order === "yes",
    exclusive: values.exclusive === "yes",
    enabled: values.enabled === "yes",
  };
}
