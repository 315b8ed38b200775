import { Download } from "lucide-react";
import { useNavigate } from "react-router";
import { startExport } from "../../../api/generated";
import { Field } from "../../../components/form";
import { useSend } from "../kit/data";
import { Ask } from "../kit/dialogs";
import { dayBegin } from "../kit/parse";
import { useWords } from "../kit/text";
import { useOrderText } from "./text";

export function ExportOrders() {
  const text = useOrderText();
  const words = useWords();
  const send = useSend();
  const navigate = useNavigate();
  return (
    <Ask
      label={
        <>
          <Download aria-hidden className="size-4" />
          {text.bulk.export}
        </>
      }
      title={text.exportTitle}
      submit={text.start}
      onSubmit={async (values) => {
        const body = { what: "orders" as const, from: dayBegin(values.from), to: dayBegin(values.to, 1) };
        await send(body, (headers) => startExport({ body, headers }), text.exportStarted);
        await navigate("/shop/transfers?view=exports");
      }}
    >
      <p className="text-muted">{text.exportText}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="from" type="date" label={words.from} />
        <Field name="to" type="date" label={words.to} />
      </div>
    </Ask>
  );
}
