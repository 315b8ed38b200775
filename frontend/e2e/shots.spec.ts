import { ACCOUNT_PAGES, enter } from "./account-pages";
import { GUEST_PAGES, setTheme, settle } from "./pages";
import { test } from "./shop";

// Pictures of every page, to be looked at: npm run shots
for (const theme of ["light", "dark"] as const) {
  const size = (isMobile: boolean) => (isMobile ? "m" : "d");
  for (const shown of GUEST_PAGES) {
    test(`${shown.name} ${theme} @shots`, async ({ page, isMobile }) => {
      await setTheme(page, theme);
      await shown.open(page);
      await settle(page);
      await page.screenshot({ path: `shots/${shown.name}-${size(isMobile)}-${theme}.png` });
    });
  }
  test(`account ${theme} @shots`, async ({ page, isMobile }) => {
    await setTheme(page, theme);
    await enter(page);
    for (const shown of ACCOUNT_PAGES) {
      await shown.open(page);
      await settle(page);
      await page.screenshot({ path: `shots/${shown.name}-${size(isMobile)}-${theme}.png` });
    }
  });
}
