import { useState } from "react";
import type { Product } from "../../../api/generated";
import { setProductOptions } from "../../../api/generated";
import { SelectField, type Values } from "../../../components/form";
import { Panel } from "../../components/Panel";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { Choose } from "../kit/fields";
import { useAttributeList } from "../kit/lookups";
import { useProductText } from "./text";

/** In what the variants of a product differ, such as colour and size. */
export function Options({ product }: { product: Product }) {
  const text = useProductText();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title={text.options}
      actions={
        <button type="button" className="btn-quiet" onClick={() => setOpen(true)}>
          {text.editOptions}
        </button>
      }
    >
      {product.options.length === 0 && <p className="text-muted">{text.noOptions}</p>}
      <ul className="space-y-2">
        {product.options.map((option) => (
          <li key={option.code}>
            <span className="font-medium">{option.name}</span>{" "}
            <span className="text-muted">{option.choices.map((choice) => choice.label).join(", ")}</span>
          </li>
        ))}
      </ul>
      <Edit key={String(isOpen)} product={product} isOpen={isOpen} onClose={() => setOpen(false)} />
    </Panel>
  );
}

interface EditProps {
  product: Product;
  isOpen: boolean;
  onClose: () => void;
}

function Edit({ product, isOpen, onClose }: EditProps) {
  const text = useProductText();
  const send = useSend();
  const { data: attributes = [] } = useAttributeList();
  const [codes, setCodes] = useState(product.options.map((option) => option.code));
  const choices = attributes.filter((one) => one.kind === "choice");
  const options = codes.flatMap((code) => choices.filter((one) => one.code === code));
  const submit = (values: Values) => {
    const of = (variant: string) =>
      Object.fromEntries(codes.map((code) => [code, values[`${variant} ${code}`] ?? ""]));
    const variants = product.variants.map(({ id }) => ({ variant_id: id, options: of(id) }));
    const body = { options: codes, variants };
    return send(body, () => setProductOptions({ path: { product: product.id }, body }), text.options);
  };
  return (
    <FormDialog open={isOpen} onClose={onClose} title={text.editOptions} onSubmit={submit} kind="sheet">
      <p className="text-muted">{text.optionsLead}</p>
      <Choose
        label={text.options}
        choices={choices.map((one) => ({ value: one.code, label: one.name, words: one.name }))}
        chosen={codes}
        onChange={setCodes}
      />
      {options.length > 0 &&
        product.variants.map((variant) => (
          <fieldset key={variant.id} className="grid gap-3 sm:grid-cols-2">
            <legend className="mb-2 font-medium">{text.optionsOf(variant.sku)}</legend>
            {options.map((option) => (
              <SelectField
                key={option.code}
                name={`${variant.id} ${option.code}`}
                label={option.name}
                defaultValue={variant.options?.[option.code]}
                required
              >
                <option value="">{text.choose}</option>
                {option.choices.map((choice) => (
                  <option key={choice.code} value={choice.code}>
                    {choice.label}
                  </option>
                ))}
              </SelectField>
            ))}
          </fieldset>
        ))}
    </FormDialog>
  );
}
