import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { show, violations } from "../../../tests/render";
import { cart, line, mug, problem, server } from "../../../tests/server";
import type { Product, Reason } from "../../api/generated";
import { CartShelf, ForYouShelf, ProductShelves } from "./LaterShelf";

const other = (slug: string) => ({ ...mug, id: slug, slug, name: `The ${slug}` });
const item = (slug: string, reason: Reason) => ({ product: other(slug), reason });
const product: Product = {
  ...mug,
  category: undefined,
  description: "",
  tax_rate_bp: 1900,
  images: [],
  variants: [],
  options: [],
  attributes: [],
  tags: [],
  related: [],
  updated_at: mug.created_at,
};
const together = (slug: string) => item(slug, { code: "bought_together", with: "dune-mug" });
const alike = (slug: string) => item(slug, { code: "similar", to: "dune-mug", same_category: true });

function beside(bought: object[], similar: object[]) {
  server.use(
    http.get("*/api/v1/products/dune-mug/recommendations", ({ request }) => {
      const kind = new URL(request.url).searchParams.get("kind");
      return HttpResponse.json({ items: kind === "similar" ? similar : bought });
    }),
  );
}
const shelf = (name: string) => screen.findByRole("region", { name });
/** Once it stands there with what it has. */
const namesIn = (name: string) =>
  waitFor(() =>
    within(screen.getByRole("region", { name }))
      .getAllByRole("link")
      .map((one) => one.textContent),
  );

it("shows what was bought with a product and what is like it, nothing twice, each with its reason", async () => {
  beside([together("vase"), together("bowl")], [alike("vase"), alike("cup"), alike("jug")]);
  const { container } = show([{ path: "/", element: <ProductShelves product={product} /> }], "/");
  expect(await namesIn("Bought together")).toEqual(["The vase", "The bowl"]);
  const bought = await shelf("Bought together");
  expect(within(bought).getAllByText("Often bought with it")).toHaveLength(2);
  expect(await namesIn("Pieces like this")).toEqual(["The cup", "The jug"]);
  const similar = await shelf("Pieces like this");
  expect(within(similar).getAllByText("Of the same kind")).toHaveLength(2);
  expect(await violations(container)).toEqual([]);
});

it("does not call popular what was not bought with it, and puts first what staff chose", async () => {
  beside([together("vase"), item("lamp", { code: "popular" })], []);
  const { unmount } = show([{ path: "/", element: <ProductShelves product={product} /> }], "/");
  expect(await namesIn("You may also like")).toEqual(["The vase", "The lamp"]);
  unmount();
  const chosen = { ...product, related: [other("tray")] };
  show([{ path: "/", element: <ProductShelves product={chosen} /> }], "/");
  expect(await namesIn("Goes well with it")).toEqual(["The tray"]);
  expect(await namesIn("Bought together")).toEqual(["The vase"]);
});

it("asks for a cart by what lies in it, and says with what each was bought", async () => {
  let asked: URLSearchParams | undefined;
  server.use(
    http.get("*/api/v1/recommendations", ({ request }) => {
      asked = new URL(request.url).searchParams;
      return HttpResponse.json({ items: [together("vase")] });
    }),
  );
  show([{ path: "/", element: <CartShelf cart={cart(line(1))} /> }], "/");
  const region = await shelf("Goes with what you have");
  expect(await within(region).findByText("Often bought with Dune Stoneware Mug")).toBeInTheDocument();
  expect(asked?.get("kind")).toBe("bought_together");
  expect(asked?.get("products")).toBe("dune-mug");
});

it("picks by what one looked at, and else what many choose; an error is no hole", async () => {
  server.use(
    http.get("*/api/v1/recommendations", ({ request }) => {
      const isPicked = new URL(request.url).searchParams.get("kind") === "for_you";
      return HttpResponse.json({ items: [isPicked ? alike("cup") : item("lamp", { code: "popular" })] });
    }),
  );
  const first = show([{ path: "/", element: <ForYouShelf /> }], "/");
  expect(await namesIn("What many choose")).toEqual(["The lamp"]);
  first.unmount();
  sessionStorage.setItem("penden.recent", JSON.stringify([mug]));
  const second = show([{ path: "/", element: <ForYouShelf /> }], "/");
  const region = await shelf("Picked for you");
  expect(await within(region).findByText("Like Dune Stoneware Mug")).toBeInTheDocument();
  second.unmount();
  server.use(http.get("*/api/v1/recommendations", () => problem(500, "internal")));
  const third = show([{ path: "/", element: <ForYouShelf /> }], "/");
  await waitFor(() => expect(third.container).toBeEmptyDOMElement());
});
