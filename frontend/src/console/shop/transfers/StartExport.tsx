import { FileDown } from "lucide-react";
import { useState } from "react";
import type { ExportFormat, ExportKind, OrderStatus, Status } from "../../../api/generated";
import { startExport } from "../../../api/generated";
import { Field, SelectField } from "../../../components/form";
import { useMay } from "../../access";
import { useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { Choose } from "../kit/fields";
import { useHouseText } from "../kit/houseText";
import { useBrandList, useCategoryList } from "../kit/lookups";
import { dayBegin, orNothing } from "../kit/parse";
import { useWords } from "../kit/text";
import { useOrderText } from "../orders/text";
import { useProductText } from "../products/text";

const ORDER_STATES = ["awaiting_payment", "placed", "completed", "cancelled", "expired"] as const;
const PRODUCT_STATES = ["draft", "active", "scheduled", "archived"] as const;
const choice = (value: string, label: string) => ({ value, label, words: label });

/** Asks what to put into a file. */
export function StartExport() {
  const text = useHouseText();
  const send = useSend();
  const mayCatalog = useMay("catalog_write");
  const mayOrders = useMay("orders_read");
  const [orderStates, setOrderStates] = useState<OrderStatus[]>([]);
  const [productStates, setProductStates] = useState<Status[]>([]);
  const kinds = (["products", "orders"] as const).filter((kind) =>
    kind === "products" ? mayCatalog : mayOrders,
  );
  const [chosen, setChosen] = useState<ExportKind>("products");
  const kind = kinds.includes(chosen) ? chosen : kinds[0];
  return (
    <Ask
      label={
        <>
          <FileDown aria-hidden className="size-4" />
          {text.export}
        </>
      }
      title={text.exportTitle}
      submit={text.export}
      onSubmit={(values) => {
        const what = values.what as ExportKind;
        const some =
          what === "orders"
            ? { from: dayBegin(values.from), to: dayBegin(values.to, 1), order_states: orderStates }
            : {
                category_id: orNothing(values.category_id),
                brand_id: orNothing(values.brand_id),
                product_states: productStates,
              };
        const body = { what, format: values.format as ExportFormat, ...some };
        return send(body, (headers) => startExport({ body, headers }), text.exportStarted);
      }}
    >
      <SelectField
        name="what"
        label={text.exportWhat}
        value={kind}
        onChange={(event) => setChosen(event.target.value as ExportKind)}
      >
        {kinds.map((one) => (
          <option key={one} value={one}>
            {text.exportKinds[one]}
          </option>
        ))}
      </SelectField>
      <SelectField name="format" label={text.format}>
        {Object.entries(text.formats).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {kind === "products" && <WhichProducts states={productStates} onStates={setProductStates} />}
      {kind === "orders" && <WhichOrders states={orderStates} onStates={setOrderStates} />}
    </Ask>
  );
}

interface WhichProps<State> {
  states: State[];
  onStates: (states: State[]) => void;
}

function WhichProducts({ states, onStates }: WhichProps<Status>) {
  const text = useHouseText();
  const words = useWords();
  const product = useProductText();
  const { data: categories = [] } = useCategoryList();
  const { data: brands = [] } = useBrandList();
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="category_id" label={product.category}>
          <option value="">{words.all}</option>
          {categories.map((one) => (
            <option key={one.id} value={one.id}>
              {one.path}
            </option>
          ))}
        </SelectField>
        <SelectField name="brand_id" label={product.brand}>
          <option value="">{words.all}</option>
          {brands.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      </div>
      <Choose
        label={text.productStates}
        hint={text.anyState}
        choices={PRODUCT_STATES.map((value) => choice(value, product.statuses[value]))}
        chosen={states}
        onChange={(chosen) => onStates(chosen as Status[])}
      />
    </>
  );
}

function WhichOrders({ states, onStates }: WhichProps<OrderStatus>) {
  const text = useHouseText();
  const words = useWords();
  const order = useOrderText();
  return (
    <>
      <Choose
        label={text.orderStates}
        hint={text.anyState}
        choices={ORDER_STATES.map((value) => choice(value, order.states[value]))}
        chosen={states}
        onChange={(chosen) => onStates(chosen as OrderStatus[])}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="from" type="date" label={words.from} />
        <Field name="to" type="date" label={words.to} />
      </div>
      <p className="text-muted">{text.exportDays}</p>
    </>
  );
}
