import { Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Product, Variant } from "../../../api/generated";
import { createVariant, deleteVariant, updateVariant } from "../../../api/generated";
import { Field, SelectField, type Values } from "../../../components/form";
import { Price } from "../../../components/Price";
import { DataTable } from "../../components/DataTable";
import { Panel } from "../../components/Panel";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { EditAndDelete } from "../kit/EditAndDelete";
import { AmountField, WholeField } from "../kit/fields";
import type { Column } from "../kit/List";
import { useCurrency } from "../kit/lookups";
import { amount, changed, optionalWhole } from "../kit/parse";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";
import { useProductText } from "./text";

/** What can be bought of a product. */
export function Variants({ product }: { product: Product }) {
  const text = useProductText();
  const words = useWords();
  const ask = useRemove();
  const [open, setOpen] = useState<Variant | "new" | null>(null);
  const remove = (variant: Variant) =>
    ask({
      name: variant.sku,
      text: text.deleteVariant,
      run: () => deleteVariant({ path: { variant_id: variant.id } }),
    });
  const columns: Column<Variant>[] = [
    {
      key: "sku",
      header: text.sku,
      cell: (row) => (
        <span className="block min-w-0">
          <span className="[overflow-wrap:anywhere]">{row.sku}</span>
          {row.name && <span className="block font-normal text-muted">{row.name}</span>}
        </span>
      ),
    },
    { key: "price", header: text.price, align: "right", cell: (row) => <Price money={row.price} exact /> },
    { key: "available", header: text.available, align: "right", cell: (row) => row.available ?? "–" },
    {
      key: "actions",
      header: words.actions,
      align: "right",
      cell: (row) => (
        <span className="flex justify-end gap-1">
          <EditAndDelete name={row.sku} edit={() => setOpen(row)} remove={() => void remove(row)} />
        </span>
      ),
    },
  ];
  return (
    <Panel
      flush
      title={text.variants}
      note={product.variants.length}
      actions={
        <>
          <Link
            to={`/shop/stock?sku=${encodeURIComponent(prefix(product.variants.map((one) => one.sku)))}`}
            className="btn-quiet"
          >
            {text.stockLink}
          </Link>
          <button type="button" className="btn-quiet" onClick={() => setOpen("new")}>
            <Plus aria-hidden className="size-4" />
            {text.addVariant}
          </button>
        </>
      }
    >
      {product.variants.length === 0 ? (
        <p className="p-5 text-muted">{text.noVariants}</p>
      ) : (
        <DataTable
          caption={text.variants}
          columns={columns}
          rows={product.variants}
          rowKey={(row) => row.id}
        />
      )}
      <Edit product={product} open={open} onClose={() => setOpen(null)} />
    </Panel>
  );
}

/** With what all of them begin. */
function prefix([first = "", ...others]: string[]): string {
  let length = first.length;
  while (!others.every((other) => other.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
}

interface EditProps {
  product: Product;
  open: Variant | "new" | null;
  onClose: () => void;
}

function Edit({ product, open, onClose }: EditProps) {
  const text = useProductText();
  const words = useWords();
  const currency = useCurrency();
  const send = useSend();
  const variant = open === "new" || open === null ? undefined : open;
  const submit = async (values: Values) => {
    const entries = product.options.map(({ code }) => [code, values[`options.${code}`] ?? ""]);
    const said = {
      sku: values.sku ?? "",
      name: values.name ?? "",
      price_minor: amount(values, "price_minor", currency),
      weight_g: optionalWhole(values, "weight_g") ?? 0,
      ...(entries.length > 0 && { options: Object.fromEntries(entries) as Record<string, string> }),
    };
    if (variant) {
      const body = changed(
        { ...said, position: optionalWhole(values, "position") },
        { ...variant, price_minor: variant.price.amount_minor },
      );
      if (Object.keys(body).length === 0) return;
      return send(body, () => updateVariant({ path: { variant_id: variant.id }, body }), words.saved);
    }
    const body = { ...said, stock: optionalWhole(values, "stock") ?? 0 };
    return send(
      body,
      (headers) => createVariant({ path: { product: product.id }, body, headers }),
      words.created,
    );
  };
  return (
    <FormDialog
      open={open !== null}
      onClose={onClose}
      title={variant ? text.editVariant(variant.sku) : text.addVariant}
      submit={variant ? words.save : words.create}
      onSubmit={submit}
    >
      <Field
        name="sku"
        label={text.sku}
        hint={text.skuHint}
        defaultValue={variant?.sku}
        required
        maxLength={64}
        pattern="[A-Za-z0-9._\-]+"
      />
      <Field name="name" label={text.variantName} defaultValue={variant?.name} maxLength={100} />
      {product.options.map((option) => (
        <SelectField
          key={option.code}
          name={`options.${option.code}`}
          label={option.name}
          defaultValue={variant?.options?.[option.code]}
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
      <div className="grid gap-4 sm:grid-cols-2">
        <AmountField
          name="price_minor"
          label={text.price}
          currency={currency}
          value={variant?.price.amount_minor}
          required
        />
        <WholeField name="weight_g" label={text.weight} value={variant?.weight_g ?? 0} />
        {variant ? (
          <WholeField name="position" label={text.position} value={variant.position} />
        ) : (
          <WholeField name="stock" label={text.onHand} value={0} />
        )}
      </div>
    </FormDialog>
  );
}
