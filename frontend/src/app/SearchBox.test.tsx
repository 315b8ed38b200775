import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { show, violations } from "../../tests/render";
import { server } from "../../tests/server";
import { SearchBox } from "./SearchBox";

const routes = [
  { path: "/", Component: SearchBox },
  { path: "/shop", Component: SearchBox },
  { path: "/products/:slug", Component: SearchBox },
];

beforeEach(() => {
  server.use(
    http.get("*/api/v1/search/suggestions", () =>
      HttpResponse.json({
        items: [
          { text: "mug stoneware", products: 3 },
          { text: "mug rack", products: 1 },
        ],
      }),
    ),
  );
});

const field = () => screen.getByRole("combobox", { name: "Search products" });

it("offers searches as one types, and arrows and Enter take one", async () => {
  const { user, router, container } = show(routes, "/");
  await user.type(field(), "mu");
  const list = await screen.findByRole("listbox", { name: "Suggestions" });
  const options = await within(list).findAllByRole("option");
  expect(options.map((one) => one.textContent)).toEqual(["mug stoneware3 products", "mug rack1 product"]);
  expect(field()).toHaveAttribute("aria-expanded", "true");
  expect(await violations(container)).toEqual([]);
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(field()).toHaveAttribute("aria-activedescendant", options[1]?.id);
  expect(options[1]).toHaveAttribute("aria-selected", "true");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/shop"));
  expect(router.state.location.search).toBe("?q=mug+rack");
  expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
});

it("goes round, closes with Escape, and leaves what was typed alone", async () => {
  const { user, router } = show(routes, "/");
  await user.type(field(), "mu");
  await screen.findAllByRole("option");
  await user.keyboard("{ArrowUp}");
  expect(screen.getAllByRole("option").at(-1)).toHaveAttribute("aria-selected", "true");
  await user.keyboard("{ArrowDown}");
  expect(field()).not.toHaveAttribute("aria-activedescendant");
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
  expect(field()).toHaveValue("mu");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.search).toBe("?q=mu"));
});

it("searches for what is clicked", async () => {
  const { user, router } = show(routes, "/");
  await user.type(field(), "mu");
  await user.click(await screen.findByRole("option", { name: /mug rack/i }));
  expect(router.state.location.search).toBe("?q=mug+rack");
  expect(field()).toHaveValue("mug rack");
});
