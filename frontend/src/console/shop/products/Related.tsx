import { useState } from "react";
import type { Product } from "../../../api/generated";
import { setRelatedProducts } from "../../../api/generated";
import { Panel } from "../../components/Panel";
import { useRun } from "../kit/data";
import { ProductPicker } from "../kit/ProductPicker";
import { useWords } from "../kit/text";
import { useProductText } from "./text";

export function Related({ product }: { product: Product }) {
  const text = useProductText();
  const words = useWords();
  const { run, isBusy } = useRun();
  const before = product.related.map((one) => one.id);
  const [ids, setIds] = useState(before);
  const isSame = ids.join() === before.join();
  return (
    <Panel title={text.related}>
      <ProductPicker label={text.relatedHint} ids={ids} onChange={setIds} known={product.related} isOrdered />
      <button
        type="button"
        className="btn-quiet mt-3"
        disabled={isSame}
        aria-busy={isBusy}
        onClick={() =>
          void run(
            ids,
            () => setRelatedProducts({ path: { product: product.id }, body: { product_ids: ids } }),
            words.saved,
          )
        }
      >
        {words.save}
      </button>
    </Panel>
  );
}
