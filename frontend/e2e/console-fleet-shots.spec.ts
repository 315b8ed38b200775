import AxeBuilder from "@axe-core/playwright";
import { enterConsole, furnish, still } from "./console";
import { FLEET_PAGES } from "./console-fleet-pages";
import { setTheme } from "./pages";
import { expect, test } from "./shop";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** A few pages for each test, so that none takes long. */
const PARTS = Array.from({ length: Math.ceil(FLEET_PAGES.length / 5) }, (_, part) =>
  FLEET_PAGES.slice(part * 5, part * 5 + 5),
);

for (const theme of ["light", "dark"] as const) {
  test(`the console's door is accessible (${theme})`, async ({ page }) => {
    await setTheme(page, theme);
    await page.goto("/console");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await still(page);
    expect((await new AxeBuilder({ page }).withTags(TAGS).analyze()).violations).toEqual([]);
  });

  for (const [index, pages] of PARTS.entries()) {
    test(`the fleet is accessible, part ${index + 1} (${theme})`, async ({ page, request }) => {
      test.setTimeout(180_000);
      await furnish(request);
      await setTheme(page, theme);
      await enterConsole(page);
      for (const shown of pages) {
        await shown.open(page);
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
  }

  test(`the fleet ${theme} @shots`, async ({ page, request, isMobile }) => {
    test.setTimeout(300_000);
    await furnish(request);
    const path = (name: string) => `shots/console-${name}-${isMobile ? "m" : "d"}-${theme}.png`;
    await setTheme(page, theme);
    await page.goto("/console");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.screenshot({ path: path("door") });
    await enterConsole(page);
    for (const shown of FLEET_PAGES) {
      await shown.open(page);
      await still(page);
      await page.screenshot({ path: path(shown.name) });
    }
    if (isMobile) {
      await page.getByRole("button", { name: "Open navigation" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await still(page);
      await page.screenshot({ path: path("navigation") });
    }
  });
}
