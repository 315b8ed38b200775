/** What a bundle consists of. */
import { useQuery } from "@tanstack/react-query";
import type { StockItem, VariantParts } from "../../../api/generated";
import { getVariantParts, listStock, setVariantParts } from "../../../api/generated";
import { Field } from "../../../components/form";
import { Read } from "../../components/states";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { refuse } from "../kit/parse";
import { useSalesText } from "../kit/salesText";
import { useWords } from "../kit/text";
import { typedParts, wantedParts } from "./parts";

interface PartsProps {
  item: StockItem | null;
  onClose: () => void;
}

export function Parts({ item, onClose }: PartsProps) {
  const text = useSalesText();
  const words = useWords();
  const send = useSend();
  const variant_id = item?.variant_id ?? "";
  const parts = useQuery({
    queryKey: ["console", "parts", variant_id],
    queryFn: async ({ signal }) => (await getVariantParts({ path: { variant_id }, signal })).data,
    enabled: item !== null,
  });
  return (
    <FormDialog
      open={item !== null}
      onClose={onClose}
      title={text.partsTitle(item?.sku ?? "")}
      onSubmit={async (values) => {
        const wanted = wantedParts(values.parts ?? "") ?? refuse("parts", text.partsHint);
        const body = {
          parts: await Promise.all(
            wanted.map(async ({ sku, quantity }) => ({
              variant_id: await idOf(sku, text.noSuchSku),
              quantity,
            })),
          ),
        };
        const path = { variant_id };
        await send({ path, body }, () => setVariantParts({ path, body }), words.saved);
      }}
    >
      <Read query={parts}>{(data) => <Text parts={data} />}</Read>
    </FormDialog>
  );
}

function Text({ parts }: { parts: VariantParts }) {
  const text = useSalesText();
  return (
    <Field
      name="parts"
      label={text.parts}
      hint={text.partsHint}
      defaultValue={typedParts(parts.items)}
      maxLength={2000}
      autoComplete="off"
    />
  );
}

async function idOf(sku: string, missing: (sku: string) => string): Promise<string> {
  const { data } = await listStock({ query: { sku, limit: 1 } });
  const found = data.items.find((item) => item.sku === sku);
  return found?.variant_id ?? refuse("parts", missing(sku));
}
