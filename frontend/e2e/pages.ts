import type { Page } from "@playwright/test";
import { addToCart, alive, CARDS, expect, fillCheckout, logIn, payButton, step } from "./shop";

interface Shown {
  name: string;
  open: (page: Page) => Promise<unknown>;
}

const at = (path: string) => async (page: Page) => {
  await page.goto(path);
  await alive(page);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
};

const withCart = (path: string) => async (page: Page) => {
  await addToCart(page);
  await page.keyboard.press("Escape");
  await at(path)(page);
};

/** Every page, in the state in which people see it. */
export const GUEST_PAGES: Shown[] = [
  {
    name: "home",
    open: async (page) => {
      await at("/")(page);
      await expect(page.getByRole("article").first()).toBeVisible();
    },
  },
  {
    name: "shop",
    open: async (page) => {
      await at("/shop")(page);
      await expect(page.getByRole("article").first()).toBeVisible();
    },
  },
  {
    name: "filters",
    open: async (page) => {
      await at("/shop?in_stock=true")(page);
      await expect(page.getByRole("article").first()).toBeVisible();
      // Where there is room they stand beside the list.
      const button = page.getByRole("button", { name: /^filters/i });
      if (await button.isVisible()) await button.click();
    },
  },
  { name: "empty", open: at("/shop?q=zeppelin") },
  { name: "search", open: at("/shop?q=stoneware+under+50") },
  {
    name: "offers",
    open: async (page) => {
      await at("/about")(page);
      await page.getByRole("combobox", { name: "Search products" }).pressSequentially("mu");
      await expect(page.getByRole("option").first()).toBeVisible();
      await page.keyboard.press("ArrowDown");
    },
  },
  { name: "product", open: at("/products/dune-mug") },
  {
    name: "shelves",
    open: async (page) => {
      await at("/products/dune-mug")(page);
      // They come when one comes near.
      await page.locator("footer").scrollIntoViewIfNeeded();
      const shelf = page.getByRole("region", { name: /bought together|you may also like/i });
      await expect(shelf.getByRole("article").first()).toBeVisible();
      await shelf.evaluate((node) => node.scrollIntoView({ block: "start" }));
    },
  },
  { name: "soldout", open: at("/products/taper-trio") },
  { name: "drawer", open: (page) => addToCart(page, "heron-kettle") },
  { name: "cart", open: withCart("/cart") },
  {
    name: "code",
    open: async (page) => {
      await withCart("/cart")(page);
      await page.getByRole("button", { name: "Have a code?" }).click();
      await page.getByLabel("Promotion code").fill("NOTHING");
      await page.getByRole("button", { name: "Apply" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  { name: "cartempty", open: at("/cart") },
  {
    name: "checkout",
    open: async (page) => {
      await withCart("/checkout")(page);
      await fillCheckout(page, "ada@example.org", CARDS.good);
    },
  },
  {
    name: "order",
    open: async (page) => {
      await withCart("/checkout")(page);
      await fillCheckout(page, "ada@example.org", CARDS.good);
      await payButton(page).click();
      await expect(step(page, "mail")).toHaveAttribute("data-state", "done");
    },
  },
  {
    name: "declined",
    open: async (page) => {
      await withCart("/checkout")(page);
      await fillCheckout(page, "ada@example.org", CARDS.declined);
      await payButton(page).click();
      await expect(step(page, "paid")).toHaveAttribute("data-state", "bad");
    },
  },
  { name: "login", open: at("/log-in") },
  { name: "register", open: at("/register") },
  { name: "forgot", open: at("/forgot-password") },
  { name: "reset", open: at("/reset-password#token") },
  { name: "confirm", open: at("/confirm-email#nonsense") },
  { name: "about", open: at("/about") },
  { name: "contact", open: at("/contact") },
  { name: "notfound", open: at("/no/such/page") },
  {
    name: "error",
    open: async (page) => {
      await page.route("**/api/v1/products?**", (route) =>
        route.fulfill({
          status: 500,
          json: { code: "internal", status: 500, detail: "", errors: [], request_id: "01a2009c-0b1c-7000" },
        }),
      );
      // A list as it is comes with the page; one in another order is asked for.
      await page.goto("/shop?sort=price_asc");
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
];

export const ACCOUNT_PAGES: Shown[] = [
  {
    name: "orders",
    open: async (page) => {
      await at("/account")(page);
      await expect(
        page.getByRole("main").getByRole("listitem").filter({ hasText: "Mug" }).first(),
      ).toBeVisible();
    },
  },
  { name: "addresses", open: at("/account/addresses") },
  {
    name: "wishlist",
    open: async (page) => {
      await at("/account/wishlist")(page);
      await expect(page.getByText(/nothing on it yet|dune/i).first()).toBeVisible();
    },
  },
  {
    name: "security",
    open: async (page) => {
      await at("/account/security")(page);
      await expect(page.getByRole("button", { name: "Set up" })).toBeVisible();
    },
  },
  { name: "profile", open: at("/account/profile") },
  { name: "data", open: at("/account/data") },
  {
    name: "sessions",
    open: async (page) => {
      await at("/account/sessions")(page);
      await expect(page.getByText("This one")).toBeVisible();
    },
  },
];

/** As the demonstration's customer, who has an order. */
export async function enter(page: Page) {
  await page.goto("/log-in");
  await logIn(page, "ada@penden.example", "penden-demo");
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
}

export async function setTheme(page: Page, theme: "light" | "dark") {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
}

/** Until nothing moves and every picture in view is there. */
export async function settle(page: Page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });
  await page.waitForLoadState("networkidle");
}
