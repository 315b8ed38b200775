import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { show, violations } from "../../../tests/render";
import { eur, mug, server } from "../../../tests/server";
import ListPage from "../catalog/ListPage";
import { wasBought } from "./outcome";

const routes = [{ path: "/shop", Component: ListPage }];
const part = (text: string, is_match = false) => ({ text, is_match });
const hit = {
  product: mug,
  name: [part("Dune Stoneware "), part("Mug", true)],
  description: [part("Thrown by hand.")],
};

function found(page: object) {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get("*/api/v1/search", ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json({
        items: [hit],
        total: 1,
        relaxed: false,
        plain: false,
        corrected: false,
        understood: [],
        instead: [],
        ...page,
      });
    }),
  );
  return asked;
}

it("asks the search engine for the best first, and marks what was searched for", async () => {
  const asked = found({});
  const { container } = show(routes, "/shop?q=mug&in_stock=true&brand=kiln");
  const link = await screen.findByRole("link", { name: "Dune Stoneware Mug" });
  expect(link.querySelector("mark")).toHaveTextContent("Mug");
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
    q: "mug",
    sort: "relevance",
    in_stock: "true",
    brand: "kiln",
    facets: "true",
  });
  expect(screen.getByLabelText("Sort by")).toHaveValue("relevance");
  expect(await violations(container)).toEqual([]);
});

it("shows where it stands in the description, if the name does not say it", async () => {
  found({
    items: [{ ...hit, name: [part(mug.name)], description: [part("Thrown "), part("by hand", true)] }],
  });
  show(routes, "/shop?q=hand");
  expect(await screen.findByText("by hand")).toBeInTheDocument();
});

it("says that search does less than usual", async () => {
  found({ plain: true });
  show(routes, "/shop?q=mug");
  expect(await screen.findByText(/not at its best/)).toBeInTheDocument();
});

it("says what it made of what was typed", async () => {
  found({ did_you_mean: "mug", corrected: true });
  const first = show(routes, "/shop?q=mgu");
  expect(await screen.findByText(/these are for “mug”/i)).toBeInTheDocument();
  first.unmount();
  found({ did_you_mean: "mug", corrected: false, relaxed: true });
  const { user, router } = show(routes, "/shop?q=mgu&in_stock=true");
  expect(await screen.findByText(/nothing has all of these words/i)).toBeInTheDocument();
  await user.click(screen.getByRole("link", { name: "mug" }));
  expect(router.state.location.search).toBe("?q=mug&in_stock=true");
});

it("says what was taken for a price or a value, and takes it back", async () => {
  const price = { kind: "price", text: "under 50", price_max: eur(5000) };
  const asked = found({ understood: [price] });
  const { user, router } = show(routes, "/shop?q=mug+under+50");
  await user.click(await screen.findByRole("button", { name: /up to €50, not meant so/i }));
  expect(router.state.location.search).toBe("?q=mug+under+50&literal=under+50");
  await waitFor(() => expect(asked.at(-1)?.get("literal")).toBe("under 50"));
});

it("tells what was opened, and bought then", async () => {
  found({});
  const told: object[] = [];
  server.use(
    http.post("*/api/v1/search/outcomes", async ({ request }) => {
      told.push((await request.json()) as object);
      return new HttpResponse(null, { status: 202 });
    }),
  );
  const { user } = show([...routes, { path: "/products/:slug", element: null }], "/shop?q=mug");
  await user.click(await screen.findByRole("link", { name: "Dune Stoneware Mug" }));
  await waitFor(() => expect(told).toEqual([{ query: "mug", product_id: mug.id, outcome: "clicked" }]));
  wasBought([mug.id, mug.id, "01930000-0000-7000-8000-000000000009"]);
  await waitFor(() =>
    expect(told.slice(1)).toEqual([{ query: "mug", product_id: mug.id, outcome: "bought" }]),
  );
});

it("helps where nothing was found", async () => {
  found({ items: [], total: 0, did_you_mean: "mug", instead: [mug] });
  const { container } = show(routes, "/shop?q=zeppelin&in_stock=true");
  expect(await screen.findByRole("heading", { name: "Nothing found for “zeppelin”" })).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "mug" })).toBeInTheDocument();
  expect(await screen.findByRole("link", { name: "Kitchen" })).toHaveAttribute("href", "/categories/kitchen");
  expect(screen.getByRole("link", { name: "Search the whole shop" })).toHaveAttribute(
    "href",
    "/shop?q=zeppelin",
  );
  expect(await violations(container)).toEqual([]);
  expect(screen.getByRole("link", { name: "Dune Stoneware Mug" })).toBeInTheDocument();
});
