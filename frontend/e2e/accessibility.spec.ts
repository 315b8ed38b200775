import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ACCOUNT_PAGES, enter } from "./account-pages";
import { GUEST_PAGES, setTheme, settle } from "./pages";
import { expect, test } from "./shop";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page: Page) {
  await settle(page);
  const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return found.violations.map(
    (one) =>
      `${one.id}: ${one.nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`)
        .join(" | ")}`,
  );
}

const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const theme of ["light", "dark"] as const) {
  for (const shown of GUEST_PAGES) {
    test(`${shown.name} is accessible (${theme})`, async ({ page }) => {
      await setTheme(page, theme);
      await shown.open(page);
      expect(await violations(page)).toEqual([]);
      expect(await sideways(page)).toBe(0);
    });
  }

  test(`the account is accessible (${theme})`, async ({ page }) => {
    await setTheme(page, theme);
    await enter(page);
    for (const shown of ACCOUNT_PAGES) {
      await shown.open(page);
      expect.soft(await violations(page), shown.name).toEqual([]);
      expect.soft(await sideways(page), shown.name).toBe(0);
    }
  });
}

test("nothing scrolls sideways on the smallest phones, in German", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 340, height: 700 });
  await page.addInitScript(() => localStorage.setItem("penden.locale", '"de"'));
  const paths = new Set(GUEST_PAGES.map((shown) => shown.path).filter((path) => !path.endsWith("/ID")));
  for (const path of [...paths, "/products/ember-pot"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    expect.soft(await sideways(page), path).toBe(0);
  }
});

test("the keyboard alone opens, adds, and leaves", async ({ page, isMobile }) => {
  test.skip(isMobile, "phones have no keyboard");
  await page.goto("/products/dune-mug");
  await page
    .getByRole("button", { name: /add to cart/i })
    .locator("visible=true")
    .focus();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: /your cart/i });
  await expect(drawer.getByRole("button", { name: /^remove/i })).toBeEnabled();
  await page.keyboard.press("Tab");
  expect(await drawer.evaluate((node) => node.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expect(page.getByRole("button", { name: /add to cart/i }).locator("visible=true")).toBeFocused();
});
