import { useQuery } from "@tanstack/react-query";
import type { Product } from "../../../api/generated";
import { getReviewSummary, removeReviewSummary } from "../../../api/generated";
import { isNotFound } from "../../../lib/problem";
import { Panel } from "../../components/Panel";
import { Read, RowsSkeleton } from "../../components/states";
import { useRemove } from "../kit/removing";
import { useWords } from "../kit/text";
import { useProductText } from "./text";

/** What a model made of the reviews and staff approved. */
export function ReviewsInShort({ product }: { product: Product }) {
  const text = useProductText();
  const words = useWords();
  const remove = useRemove();
  const path = { product: product.id };
  const query = useQuery({
    queryKey: ["console", "product", product.id, "summary"],
    queryFn: async ({ signal }) => {
      try {
        return (await getReviewSummary({ path, signal })).data;
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
  });
  return (
    <Panel title={text.summary}>
      <Read query={query} skeleton={<RowsSkeleton rows={2} />}>
        {(summary) =>
          summary === null ? (
            <p className="text-muted">{text.noSummary}</p>
          ) : (
            <>
              <p className="whitespace-pre-line [overflow-wrap:anywhere]">{summary.text}</p>
              <p className="mt-2 text-xs text-muted">
                {(summary.stale ? text.summaryStale : text.summaryShown)(summary.reviews)} ·{" "}
                {text.draftedBy(summary.model)}
              </p>
              <button
                type="button"
                className="btn-quiet mt-3"
                onClick={() =>
                  void remove({
                    name: text.summary,
                    text: text.deleteSummary,
                    run: () => removeReviewSummary({ path }),
                  })
                }
              >
                {words.delete}
              </button>
            </>
          )
        }
      </Read>
    </Panel>
  );
}
