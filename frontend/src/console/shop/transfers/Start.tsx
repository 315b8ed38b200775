/** The two buttons by which files come in and go out, and what they ask. */
import { FileDown, FileUp } from "lucide-react";
import { useState } from "react";
import type { ExportFormat, ExportKind, OrderStatus, Status } from "../../../api/generated";
import { importProducts, startExport } from "../../../api/generated";
import { Field, SelectField } from "../../../components/form";
import { useMay } from "../../access";
import { useSend } from "../kit/data";
import { Ask, FormDialog } from "../kit/dialogs";
import { Choose } from "../kit/fields";
import { useHouseText } from "../kit/houseText";
import { dayBegin, refuse } from "../kit/parse";
import { useWords } from "../kit/text";
import { useOrderText } from "../orders/text";
import { useProductText } from "../products/text";

/** Takes a file with products in. */
export function Import() {
  const text = useHouseText();
  const send = useSend();
  const [isOpen, setOpen] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const close = () => {
    setOpen(false);
    setFile(null);
  };
  return (
    <>
      <button type="button" className="btn-primary" onClick={() => setOpen(true)}>
        <FileUp aria-hidden className="size-4" />
        {text.import}
      </button>
      <FormDialog
        open={isOpen}
        onClose={close}
        title={text.import}
        submit={text.upload}
        busy={text.uploading}
        onSubmit={async () => {
          if (!file) refuse("csv", text.importFile);
          const body = { file };
          const print = [file.name, file.size, file.lastModified];
          await send(print, (headers) => importProducts({ body, headers }), text.importStarted);
        }}
      >
        <p className="text-muted">{text.importText}</p>
        <Field
          name="csv"
          type="file"
          label={text.importFile}
          accept=".csv,text/csv"
          required
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </FormDialog>
    </>
  );
}

const ORDER_STATES = ["awaiting_payment", "placed", "completed", "cancelled", "expired"] as const;
const PRODUCT_STATES = ["draft", "active", "scheduled", "archived"] as const;
const choice = (value: string, label: string) => ({ value, label, words: label });

/** Asks what to put into a file. */
export function StartExport() {
  const text = useHouseText();
  const words = useWords();
  const send = useSend();
  const mayCatalog = useMay("catalog_write");
  const mayOrders = useMay("orders_read");
  const order = useOrderText();
  const product = useProductText();
  const [orderStates, setOrderStates] = useState<OrderStatus[]>([]);
  const [productStates, setProductStates] = useState<Status[]>([]);
  const kinds = (["products", "orders"] as const).filter((kind) =>
    kind === "products" ? mayCatalog : mayOrders,
  );
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
            : { product_states: productStates };
        const body = { what, format: values.format as ExportFormat, ...some };
        return send(body, (headers) => startExport({ body, headers }), text.exportStarted);
      }}
    >
      <SelectField name="what" label={text.exportWhat}>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {text.exportKinds[kind]}
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
      {mayCatalog && (
        <Choose
          label={text.productStates}
          hint={text.anyState}
          choices={PRODUCT_STATES.map((value) => choice(value, product.statuses[value]))}
          chosen={productStates}
          onChange={(chosen) => setProductStates(chosen as Status[])}
        />
      )}
      {mayOrders && (
        <>
          <Choose
            label={text.orderStates}
            hint={text.anyState}
            choices={ORDER_STATES.map((value) => choice(value, order.states[value]))}
            chosen={orderStates}
            onChange={(chosen) => setOrderStates(chosen as OrderStatus[])}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field name="from" type="date" label={words.from} />
            <Field name="to" type="date" label={words.to} />
          </div>
          <p className="text-muted">{text.exportDays}</p>
        </>
      )}
    </Ask>
  );
}
