import { matchPath } from "react-router";
import { expect, it, vi } from "vitest";
import { FLEET_PAGES } from "../../e2e/console-fleet-pages";
import { SHOP_PAGES } from "../../e2e/console-shop-pages";
import { addressOf, pagesOf } from "./halves";
import { HALVES } from "./routes";

// The lists are what is wanted here, and no browser.
vi.mock("@playwright/test", () => ({ test: { extend: () => null }, expect: null }));

const SHOWN = [...FLEET_PAGES, ...SHOP_PAGES];
const addresses = HALVES.flatMap((half) => pagesOf(half).map((page) => addressOf(half, page)));

/** `/new` is a page of its own, and no id. */
const pageAt = (path: string) => {
  const place = path.replace(/\?.*/, "");
  return addresses.includes(place) ? place : addresses.find((address) => matchPath(address, place));
};

it("every page of the console is looked at by axe and in pictures", () => {
  const shown = new Set(SHOWN.map(({ path }) => pageAt(path)));
  expect(addresses.filter((address) => !shown.has(address))).toEqual([]);
});

it("every picture has a name of its own", () => {
  const names = SHOWN.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
