/**
 * What comes of searches: which product was opened from one, and which of those was bought in the same visit. It is told
 * without saying who it was, nobody waits for it, and it is no harm if it is lost.
 */
import { reportSearchOutcome, type SearchOutcome } from "../../api/generated";
import { visit } from "../../lib/storage";

const KEY = "searched";
const MOST = 50;

/** By product: what was searched for when it was opened last. */
type Searched = Record<string, string>;

function tell(query: string, product_id: string, outcome: SearchOutcome) {
  reportSearchOutcome({ body: { query, product_id, outcome } }).catch(() => undefined);
}

export function wasOpened(query: string, productId: string) {
  const { [productId]: _, ...others } = visit.read<Searched>(KEY) ?? {};
  visit.write(KEY, Object.fromEntries([...Object.entries(others).slice(1 - MOST), [productId, query]]));
  tell(query, productId, "clicked");
}

export function wasBought(productIds: string[]) {
  const searched = visit.read<Searched>(KEY);
  for (const id of new Set(productIds)) if (searched?.[id]) tell(searched[id], id, "bought");
}
