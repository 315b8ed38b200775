import { matchRoutes, type RouteObject } from "react-router";
import { expect, it, vi } from "vitest";
import { ACCOUNT_PAGES } from "../../e2e/account-pages";
import { GUEST_PAGES } from "../../e2e/pages";
import { routes } from "./router";

// The lists are what is wanted here, and no browser.
vi.mock("@playwright/test", () => ({ test: { extend: () => null }, expect: null }));

/** Leads to another page. */
const REDIRECTS = ["/account/orders/:id", "/my-data"];

/** The address of every page, with its parts that vary. */
const addresses = (routes: RouteObject[], above = ""): string[] =>
  routes.flatMap((route) => {
    const path = route.path === undefined ? above : `${above}/${route.path}`.replace("//", "/");
    return route.children ? addresses(route.children, path) : [path];
  });

/** The page at an address, by the parts of its way in the router. */
const pageAt = (path: string) =>
  (matchRoutes(routes, path.replace(/[?#].*/, "")) ?? [])
    .map(({ route }) => route.path)
    .filter((part) => part !== undefined)
    .join("/")
    .replace("//", "/");

it("every page of the shop is looked at by axe and in pictures", () => {
  const shown = new Set([...GUEST_PAGES, ...ACCOUNT_PAGES].map(({ path }) => pageAt(path)));
  const missing = addresses(routes).filter((address) => !REDIRECTS.includes(address) && !shown.has(address));
  expect(missing).toEqual([]);
});

it("every picture has a name of its own", () => {
  const names = [...GUEST_PAGES, ...ACCOUNT_PAGES].map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
