import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import type { Cart, CartLine, ProductSummary } from "../src/api/generated";

export const eur = (amount_minor: number) => ({ amount_minor, currency: "EUR" });

export const mug: ProductSummary = {
  id: "01930000-0000-7000-8000-000000000001",
  slug: "dune-mug",
  name: "Dune Stoneware Mug",
  category: "kitchen",
  price_from: eur(2400),
  in_stock: true,
  on_backorder: false,
  status: "active",
  created_at: "2026-11-21T08:00:00Z",
};

export const line = (quantity: number, more: Partial<CartLine> = {}): CartLine => ({
  id: "01930000-0000-7000-8000-0000000000a1",
  variant_id: "01930000-0000-7000-8000-0000000000b1",
  sku: "MUG-1",
  name: "Dune Stoneware Mug – Sand",
  product_slug: "dune-mug",
  quantity,
  unit_price: eur(2400),
  subtotal: eur(2400 * quantity),
  discounts: [],
  total: eur(2400 * quantity),
  available: 4,
  backordered: 0,
  ...more,
});

const sum = (lines: CartLine[]) => eur(lines.reduce((sum, one) => sum + one.total.amount_minor, 0));

export const cart = (...lines: CartLine[]): Cart => ({
  id: "01930000-0000-7000-8000-0000000000c1",
  currency: "EUR",
  lines,
  subtotal: sum(lines),
  items_total: sum(lines),
  discount_total: eur(0),
  tax_total: eur(0),
  total: sum(lines),
  codes: [],
  discounts: [],
  taxes: [],
  prices_include_tax: true,
  can_check_out: true,
  problems: [],
});

export const problem = (status: number, code: string, errors: { field: string; message: string }[] = []) =>
  HttpResponse.json(
    {
      type: `/problems/${code}`,
      title: "",
      status,
      code,
      detail: `refused: ${code}`,
      instance: "/",
      request_id: "req-12345",
      errors,
    },
    { status },
  );

export const server = setupServer(
  http.get("*/api/v1/shop", () =>
    HttpResponse.json({
      name: "Penden",
      currency: "EUR",
      is_demo: true,
      free_shipping_from: eur(5000),
      payments: [{ provider: "sandbox", kind: "card", tokens_url: "/sandbox/v1/tokens", is_test: true }],
    }),
  ),
  http.get("*/api/v1/categories", () =>
    HttpResponse.json({ items: [{ id: "k", slug: "kitchen", name: "Kitchen", position: 0, children: [] }] }),
  ),
  http.get("*/api/v1/products", ({ request }) => {
    const isNothing = new URL(request.url).searchParams.get("tag") === "zzz";
    return HttpResponse.json({
      items: isNothing ? [] : [mug],
      total: isNothing ? 0 : 1,
      facets: {
        brands: [{ value: "kiln", label: "Kiln", products: 3, selected: false }],
        tags: [],
        attributes: [],
        price: { lowest: eur(2400), highest: eur(9000) },
      },
    });
  }),
);
