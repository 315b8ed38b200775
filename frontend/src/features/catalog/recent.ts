/** What was looked at in this visit; it is forgotten with the window. */
import type { Product, ProductSummary } from "../../api/generated";
import { visit } from "../../lib/storage";

const KEY = "recent";
const MOST = 8;

export const seen = (): ProductSummary[] => visit.read<ProductSummary[]>(KEY) ?? [];

export function remember(product: Product) {
  const { id, slug, name, status, brand, price_from, in_stock, on_backorder, images, category, created_at } =
    product;
  const summary = { id, slug, name, status, brand, price_from, in_stock, on_backorder, created_at };
  const shown: ProductSummary = { ...summary, image: images[0], category: category?.slug };
  visit.write(KEY, [shown, ...seen().filter((one) => one.id !== id)].slice(0, MOST));
}
