import type { Page } from "@playwright/test";
import { addToCart, alive, expect, test } from "./shop";

/** Scrolls down screen by screen, as people do, and tells how much jumped meanwhile. */
async function scrollDown(page: Page): Promise<number> {
  await page.evaluate(() => {
    const seen = window as unknown as { shifted: number };
    seen.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
        seen.shifted += entry.value;
    }).observe({ type: "layout-shift" });
  });
  const isAtEnd = () =>
    page.evaluate(() => innerHeight + scrollY >= document.documentElement.scrollHeight - 2);
  for (let screens = 0; screens < 40 && !(await isAtEnd()); screens++) {
    await page.evaluate(() => scrollBy(0, innerHeight * 0.8));
    // Whoever looks at something waits for it.
    await page.waitForFunction(() =>
      [...document.querySelectorAll("main .skeleton")].every((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return bottom < 0 || top > innerHeight;
      }),
    );
  }
  return page.evaluate(() => (window as unknown as { shifted: number }).shifted);
}

const REASONS =
  /often bought|of 100 orders|same |of the same kind|from the same maker|popular|new in the shop|like |much like/i;

for (const { name, path, shelf } of [
  { name: "a product", path: "/products/dune-mug", shelf: /bought together|you may also like/i },
  { name: "the home page", path: "/", shelf: /picked for you|what many choose/i },
]) {
  test(`on ${name} stands what else there is, with its why, and nothing jumps`, async ({ page }) => {
    await page.goto(path);
    await alive(page);
    expect(await scrollDown(page)).toBeLessThan(0.02);
    const region = page.getByRole("region", { name: shelf });
    const cards = region.getByRole("article");
    await expect(cards).toHaveCount(4);
    for (const card of await cards.all()) await expect(card).toContainText(REASONS);
    await cards.first().getByRole("link").click();
    await expect(page).toHaveURL(/\/products\//);
  });
}

test("beside a cart stands what others bought with it, in German too", async ({ page }) => {
  await addToCart(page);
  await page.keyboard.press("Escape");
  await page.goto("/cart");
  await scrollDown(page);
  const shelf = page.getByRole("region", { name: "Goes with what you have" });
  await expect(shelf.getByRole("article").first()).toBeVisible();
  await expect(shelf.getByRole("link", { name: "Dune Stoneware Mug" })).toHaveCount(0);
  await page.getByLabel("Language").selectOption("de");
  await expect(page.getByRole("region", { name: "Passt zu Ihrer Auswahl" })).toBeVisible();
});

test("who looked at things is shown what is like them", async ({ page }) => {
  await page.goto("/products/dune-mug");
  await alive(page);
  await page.goto("/");
  await scrollDown(page);
  const shelf = page.getByRole("region", { name: "Picked for you" });
  await expect(shelf.getByText(/Dune Stoneware Mug/).first()).toBeVisible();
});
