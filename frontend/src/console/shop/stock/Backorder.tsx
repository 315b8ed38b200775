/** Whether a variant is sold beyond what is there. */
import type { BackorderRule, StockItem } from "../../../api/generated";
import { setBackorder } from "../../../api/generated";
import { SelectField } from "../../../components/form";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { MomentField, WholeField } from "../kit/fields";
import { moment, optionalWhole } from "../kit/parse";
import { useSalesText } from "../kit/salesText";
import { useWords } from "../kit/text";

export function Backorder({ item, onClose }: { item: StockItem | null; onClose: () => void }) {
  const text = useSalesText();
  const words = useWords();
  const send = useSend();
  return (
    <FormDialog
      open={item !== null}
      onClose={onClose}
      title={text.backorderTitle(item?.sku ?? "")}
      onSubmit={async (values) => {
        const body = {
          policy: values.policy as BackorderRule,
          limit: optionalWhole(values, "limit") ?? null,
          expected_at: moment(values.expected_at) ?? null,
        };
        const path = { variant_id: item?.variant_id ?? "" };
        await send({ path, body }, () => setBackorder({ path, body }), words.saved);
      }}
    >
      <SelectField name="policy" label={text.backorder} defaultValue={item?.backorder?.policy ?? "deny"}>
        <option value="deny">{text.backorderDeny}</option>
        <option value="allow">{text.backorderAllow}</option>
      </SelectField>
      <WholeField
        name="limit"
        label={text.backorderLimit}
        hint={text.backorderLimitHint}
        value={item?.backorder?.limit}
      />
      <MomentField name="expected_at" label={text.expectedAt} value={item?.backorder?.expected_at} />
    </FormDialog>
  );
}
