import AxeBuilder from "@axe-core/playwright";
import { still } from "./console";
import { enterAs, furnish, OWNER, SHOP_PAGES } from "./console-shop-pages";
import { setTheme } from "./pages";
import { expect, test } from "./shop";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// One after the other: the first prepares what all of them look at.
test.describe.configure({ mode: "serial" });

for (const theme of ["light", "dark"] as const) {
  test(`the shop's half is accessible, on every page (${theme})`, async ({ page, request }) => {
    test.setTimeout(400_000);
    await furnish(request);
    await setTheme(page, theme);
    await enterAs(page, OWNER, "/shop");
    for (const shown of SHOP_PAGES) {
      await shown.open(page);
      await still(page);
      const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      const said = found.violations.map(
        (one) =>
          `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join(" | ")}`,
      );
      expect.soft(said, shown.name).toEqual([]);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect.soft(sideways, shown.name).toBe(0);
    }
  });

  test(`the shop's half ${theme} @shots`, async ({ page, request, isMobile }) => {
    test.setTimeout(400_000);
    await furnish(request);
    await setTheme(page, theme);
    await enterAs(page, OWNER, "/shop");
    for (const shown of SHOP_PAGES) {
      await shown.open(page);
      await still(page);
      await page.screenshot({ path: `shots/console-${shown.name}-${isMobile ? "m" : "d"}-${theme}.png` });
    }
  });
}

test("nothing of the shop's half scrolls sideways at 360 pixels, in German", async ({
  page,
  request,
  isMobile,
}) => {
  test.skip(!isMobile, "a narrow window is a phone");
  test.setTimeout(300_000);
  await furnish(request);
  await page.setViewportSize({ width: 360, height: 740 });
  await enterAs(page, OWNER, "/shop");
  await page.evaluate(() => localStorage.setItem("penden.locale", '"de"'));
  const paths = new Set(SHOP_PAGES.map((shown) => shown.path).filter((path) => !path.endsWith("/ID")));
  for (const path of paths) {
    await page.goto(`/console${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(sideways, path).toBe(0);
  }
});
