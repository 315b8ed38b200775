import { at, enterConsole } from "./console";
import { expect, test } from "./shop";

test("without a connection the console says so, does nothing later, and goes on by itself", async ({
  page,
  context,
  isMobile,
}) => {
  test.skip(isMobile, "the navigation beside the page is the desktop's");
  await enterConsole(page, "/console/fleet");
  await at(page, "/fleet/queues");
  const pause = page.getByRole("button", { name: /^pause/i }).first();
  await expect(pause).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(/^You are offline/)).toBeVisible();
  // A page whose code is not here yet comes when it can.
  await page.getByRole("link", { name: "Timetable" }).click();
  await expect(page.getByRole("heading", { name: "No connection" })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Timetable" })).toBeVisible();
  await expect(page.getByText(/^You are offline/)).toHaveCount(0);
});

test("the keyboard alone leads through the console", async ({ page, isMobile }) => {
  test.skip(isMobile, "phones have no keyboard");
  await enterConsole(page, "/console/shop/brands");
  const heading = page.getByRole("heading", { level: 1, name: "Brands" });
  await expect(heading).toBeVisible();
  // The first stop leads past the navigation.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(
    page.getByRole("link", { name: "New brand" }).or(page.getByRole("button", { name: "New brand" })),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New brand" });
  await expect(dialog).toBeVisible();
  expect(await dialog.evaluate((node) => node.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "New brand" })).toBeFocused();
});
