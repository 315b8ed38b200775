import { useState } from "react";
import { Link } from "react-router";
import type { Attribute, AttributeValueRequest, Product } from "../../../api/generated";
import { updateProduct } from "../../../api/generated";
import { Field, Form, FormNotice, SelectField, Submit, type Values } from "../../../components/form";
import { Panel } from "../../components/Panel";
import { Read } from "../../components/states";
import { useSend } from "../kit/data";
import { Choose } from "../kit/fields";
import { useAttributeList } from "../kit/lookups";
import { refuse } from "../kit/parse";
import { useWords } from "../kit/text";
import { useProductText } from "./text";

type Chosen = Record<string, string[]>;

/** What a product has of each attribute. Those in which its variants differ are the variants' own. */
export function Attributes({ product }: { product: Product }) {
  const text = useProductText();
  const attributes = useAttributeList();
  const options = new Set(product.options.map((option) => option.code));
  return (
    <Panel title={text.attributes}>
      <Read query={attributes}>
        {(all) => {
          const own = all.filter((one) => !options.has(one.code));
          if (own.length === 0) {
            return (
              <p className="text-muted">
                {text.noAttributes}{" "}
                <Link to="/shop/attributes" className="text-link">
                  {text.attributes}
                </Link>
              </p>
            );
          }
          return <Edit product={product} attributes={own} />;
        }}
      </Read>
    </Panel>
  );
}

function Edit({ product, attributes }: { product: Product; attributes: Attribute[] }) {
  const words = useWords();
  const send = useSend();
  const text = useProductText();
  const had = new Map(product.attributes.map((value) => [value.code, value]));
  const [chosen, setChosen] = useState<Chosen>(() =>
    Object.fromEntries(
      product.attributes.map((one) => [one.code, (one.choices ?? []).map(({ code }) => code)]),
    ),
  );
  const submit = async (values: Values) => {
    const own = attributes.flatMap((attribute) => said(attribute, values, chosen));
    // A value of an option that is stored with the product stays with it.
    const rest = product.options.flatMap(({ code }) => {
      const value = had.get(code);
      return value?.choices ? [{ code, choices: value.choices.map((choice) => choice.code) }] : [];
    });
    const body = { attributes: [...own, ...rest] };
    await send(body, () => updateProduct({ path: { product: product.id }, body }), words.saved);
  };
  return (
    <Form onSubmit={submit} label={text.attributes} className="space-y-4">
      {attributes.map((attribute) => {
        const value = had.get(attribute.code);
        const label = attribute.unit ? `${attribute.name} (${attribute.unit})` : attribute.name;
        if (attribute.kind === "choice") {
          return (
            <Choose
              key={attribute.id}
              label={label}
              choices={attribute.choices.map((one) => ({
                value: one.code,
                label: one.label,
                words: one.label,
              }))}
              chosen={chosen[attribute.code] ?? []}
              onChange={(codes) => setChosen({ ...chosen, [attribute.code]: codes })}
            />
          );
        }
        if (attribute.kind === "boolean") {
          return (
            <SelectField
              key={attribute.id}
              name={attribute.code}
              label={label}
              defaultValue={value?.boolean === undefined ? "" : String(value.boolean)}
            >
              <option value="">–</option>
              <option value="true">{words.yes}</option>
              <option value="false">{words.no}</option>
            </SelectField>
          );
        }
        return (
          <Field
            key={attribute.id}
            name={attribute.code}
            label={label}
            inputMode="decimal"
            defaultValue={value?.number}
          />
        );
      })}
      <FormNotice />
      <Submit busy={words.saving}>{words.save}</Submit>
    </Form>
  );
}

function said({ code, kind }: Attribute, values: Values, chosen: Chosen): AttributeValueRequest[] {
  if (kind === "choice") {
    const choices = chosen[code] ?? [];
    return choices.length > 0 ? [{ code, choices }] : [];
  }
  const typed = values[code] ?? "";
  if (typed === "") return [];
  if (kind === "boolean") return [{ code, boolean: typed === "true" }];
  const number = Number(typed.replace(",", "."));
  return [{ code, number: Number.isNaN(number) ? refuse(code, useWords.now().badNumber) : number }];
}
