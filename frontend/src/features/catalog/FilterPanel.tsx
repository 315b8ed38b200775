import { type ReactNode, useId, useState } from "react";
import type { AttributeFacet, Facets, FacetValue } from "../../api/generated";
import { Checkbox, Field, Form, type Values } from "../../components/form";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney, minorUnits } from "../../lib/format";
import { type useListParams, writeAttributes } from "./params";
import { useShop } from "./shop";

interface FilterPanelProps {
  list: ReturnType<typeof useListParams>;
  facets: Facets | undefined;
  /** Of the form with the prices, so that a button elsewhere can send it. */
  formId?: string;
  /** After the prices have been sent. */
  onApplied?: () => void;
}

/** What the list can be narrowed by, with how many would be left. Each choice takes hold at once. */
export function FilterPanel({ list, facets, formId, onApplied }: FilterPanelProps) {
  const text = useMessages().list;
  const { params } = list;
  const toggle = (name: string, chosen: string[], value: string) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    list.put({ [name]: next.join(",") || undefined });
  };
  const choose = (code: string, values: string[]) =>
    list.put({ attributes: writeAttributes({ ...params.attributes, [code]: values }) });
  return (
    <div className="divide-y divide-line">
      <Group title={text.price}>
        <Prices list={list} facets={facets} formId={formId} onApplied={onApplied} />
      </Group>
      <div className="py-2">
        <Checkbox
          checked={params.inStock}
          onChange={(event) => list.put({ in_stock: event.target.checked ? "true" : undefined })}
          label={text.inStock}
        />
      </div>
      <Choices
        title={text.brand}
        values={facets?.brands}
        chosen={params.brands}
        onToggle={(value) => toggle("brand", params.brands, value)}
      />
      {facets?.attributes.map((facet) => (
        <Attribute
          key={facet.code}
          facet={facet}
          chosen={params.attributes[facet.code] ?? []}
          onChoose={(values) => choose(facet.code, values)}
        />
      ))}
      <Choices
        title={text.tag}
        values={facets?.tags}
        chosen={params.tags}
        onToggle={(value) => toggle("tag", params.tags, value)}
      />
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="py-4">
      <legend className="float-left mb-2 w-full font-semibold">{title}</legend>
      <div className="clear-both">{children}</div>
    </fieldset>
  );
}

/** So many are shown before one asks for all. */
const FEW = 6;

interface ValuesProps {
  title: string;
  values: FacetValue[] | undefined;
  chosen: string[];
  onToggle: (value: string) => void;
}

function Choices({ title, values = [], chosen, onToggle }: ValuesProps) {
  const text = useMessages().list;
  const [isWhole, setWhole] = useState(false);
  if (values.length === 0) return null;
  const shown = isWhole ? values : values.filter((one, index) => index < FEW || chosen.includes(one.value));
  return (
    <Group title={title}>
      <ul>
        {shown.map((one) => (
          <li key={one.value}>
            <Checkbox
              checked={chosen.includes(one.value)}
              onChange={() => onToggle(one.value)}
              label={
                <>
                  {labelOf(one, text)} <span className="text-muted tabular-nums">({one.products})</span>
                </>
              }
            />
          </li>
        ))}
      </ul>
      {shown.length < values.length && (
        <button type="button" className="text-link min-h-9 text-sm" onClick={() => setWhole(true)}>
          {text.allOf(values.length)}
        </button>
      )}
    </Group>
  );
}

const labelOf = (one: FacetValue, text: { yes: string; no: string }) =>
  one.label === "true" ? text.yes : one.label === "false" ? text.no : one.label;

interface AttributeProps {
  facet: AttributeFacet;
  chosen: string[];
  onChoose: (values: string[]) => void;
}

function Attribute({ facet, chosen, onChoose }: AttributeProps) {
  if (facet.lowest !== undefined && facet.highest !== undefined) {
    return <Range facet={facet} chosen={chosen[0]} onChoose={onChoose} />;
  }
  const toggle = (value: string) =>
    onChoose(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return <Choices title={facet.name} values={facet.values} chosen={chosen} onToggle={toggle} />;
}

function Range({ facet, chosen = "..", onChoose }: Omit<AttributeProps, "chosen"> & { chosen?: string }) {
  const text = useMessages().list;
  const [from = "", to = ""] = chosen.split("..");
  if (facet.lowest === facet.highest) return null;
  const apply = ({ from = "", to = "" }: Values) => onChoose(from || to ? [`${from}..${to}`] : []);
  return (
    <Group title={facet.unit ? `${facet.name} (${facet.unit})` : facet.name}>
      <Form key={chosen} label={facet.name} onSubmit={apply}>
        <Bounds
          names={["from", "to"]}
          values={[from, to]}
          hints={[String(facet.lowest), String(facet.highest)]}
          decimals={3}
        />
        <button type="submit" className="btn-quiet mt-3 h-10 w-full text-sm">
          {text.apply}
        </button>
      </Form>
    </Group>
  );
}

interface BoundsProps {
  names: [string, string];
  values: [string, string];
  hints: [string | undefined, string | undefined];
  decimals: number;
}

function Bounds({ names, values, hints, decimals }: BoundsProps) {
  const text = useMessages().list;
  const pattern = decimals > 0 ? `\\d{1,7}(\\.\\d{1,${decimals}})?` : "\\d{1,9}";
  return (
    <div className="grid grid-cols-2 gap-3">
      {names.map((name, index) => (
        <Field
          key={name}
          name={name}
          label={index === 0 ? text.priceFrom : text.priceTo}
          inputMode="decimal"
          pattern={pattern}
          defaultValue={values[index]}
          placeholder={hints[index]}
        />
      ))}
    </div>
  );
}

function Prices({ list, facets, formId, onApplied }: FilterPanelProps) {
  const text = useMessages().list;
  const locale = useLocale();
  const own = useId();
  const { data: shop } = useShop();
  const unit = minorUnits(shop?.currency ?? "EUR");
  const { priceMin, priceMax } = list.params;
  const minor = (text: string | undefined) => (text ? String(Math.round(Number(text) * unit)) : undefined);
  const apply = (values: Values) => {
    list.put({ price_min: minor(values.price_min), price_max: minor(values.price_max) });
    onApplied?.();
  };
  const decimals = Math.round(Math.log10(unit));
  const inUnits = (minor: number | undefined) =>
    minor === undefined ? "" : (minor / unit).toFixed(minor % unit === 0 ? 0 : decimals);
  const range = facets?.price;
  return (
    <Form key={`${priceMin} ${priceMax}`} id={formId ?? own} label={text.price} onSubmit={apply}>
      <Bounds
        names={["price_min", "price_max"]}
        values={[inUnits(priceMin), inUnits(priceMax)]}
        hints={[range && inUnits(range.lowest.amount_minor), range && inUnits(range.highest.amount_minor)]}
        decimals={decimals}
      />
      <p className="mt-2 min-h-5 text-sm text-muted tabular-nums">
        {range && `${formatMoney(range.lowest, locale)} – ${formatMoney(range.highest, locale)}`}
      </p>
      {!formId && (
        <button type="submit" className="btn-quiet mt-3 h-10 w-full text-sm">
          {text.apply}
        </button>
      )}
    </Form>
  );
}
