import type { Page } from "@playwright/test";
import { addToCart, alive, CARDS, expect, fillCheckout, payButton, step } from "./shop";

export interface Shown {
  name: string;
  /** Its address. A test looks whether every page of the router is among them. */
  path: string;
  open: (page: Page) => Promise<unknown>;
}

export const at = (path: string) => async (page: Page) => {
  await page.goto(path);
  await alive(page);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
};

/** A page as one finds it. */
export const simple = (name: string, path: string): Shown => ({ name, path, open: at(path) });

/** The assistant, after this was asked. */
const asking = (name: string, question: string, shows: RegExp): Shown => ({
  name,
  path: "/",
  open: async (page) => {
    await at("/")(page);
    await page.getByRole("button", { name: "Ask the assistant" }).click();
    const panel = page.getByRole("dialog", { name: "Assistant" });
    await panel.getByLabel("Your question").fill(question);
    await panel.getByLabel("Your question").press("Enter");
    await expect(panel.getByText(shows).last()).toBeVisible();
    await expect(panel.getByRole("button", { name: "Send" })).toBeVisible();
  },
});

const withCart = (path: string) => async (page: Page) => {
  await addToCart(page);
  await page.keyboard.press("Escape");
  await at(path)(page);
};

/** Every page, in the state in which people see it. */
export const GUEST_PAGES: Shown[] = [
  {
    name: "home",
    path: "/",
    open: async (page) => {
      await at("/")(page);
      await expect(page.getByRole("article").first()).toBeVisible();
    },
  },
  {
    name: "shop",
    path: "/shop",
    open: async (page) => {
      await at("/shop")(page);
      await expect(page.getByRole("article").first()).toBeVisible();
    },
  },
  {
    name: "filters",
    path: "/shop",
    open: async (page) => {
      await at("/shop?in_stock=true")(page);
      await expect(page.getByRole("article").first()).toBeVisible();
      // Where there is room they stand beside the list.
      const button = page.getByRole("button", { name: /^filters/i });
      if (await button.isVisible()) await button.click();
    },
  },
  simple("empty", "/shop?q=zeppelin"),
  simple("search", "/shop?q=stoneware+under+50"),
  {
    name: "offers",
    path: "/about",
    open: async (page) => {
      await at("/about")(page);
      await page.getByRole("combobox", { name: "Search products" }).pressSequentially("mu");
      await expect(page.getByRole("option").first()).toBeVisible();
      await page.keyboard.press("ArrowDown");
    },
  },
  {
    name: "category",
    path: "/categories/kitchen",
    open: async (page) => {
      await at("/categories/kitchen")(page);
      await expect(page.getByRole("article").first()).toBeVisible();
    },
  },
  {
    name: "collection",
    path: "/collections/ID",
    open: async (page) => {
      await at("/")(page);
      const link = page.locator("a[href^='/collections/']").first();
      await page.goto((await link.getAttribute("href")) ?? "");
      await expect(page.getByRole("article").first()).toBeVisible();
    },
  },
  simple("product", "/products/dune-mug"),
  {
    name: "reviews",
    path: "/products/ledger-notebook",
    open: async (page) => {
      await at("/products/ledger-notebook")(page);
      await page.locator("footer").scrollIntoViewIfNeeded();
      const reviews = page.getByRole("heading", { name: /^reviews/i });
      await expect(page.getByText("Bought here").first()).toBeVisible();
      await reviews.evaluate((node) => node.scrollIntoView({ block: "start" }));
    },
  },
  {
    name: "shelves",
    path: "/products/dune-mug",
    open: async (page) => {
      await at("/products/dune-mug")(page);
      // They come when one comes near.
      await page.locator("footer").scrollIntoViewIfNeeded();
      const shelf = page.getByRole("region", { name: /bought together|you may also like/i });
      await expect(shelf.getByRole("article").first()).toBeVisible();
      await shelf.evaluate((node) => node.scrollIntoView({ block: "start" }));
    },
  },
  simple("soldout", "/products/taper-trio"),
  { name: "drawer", path: "/products/heron-kettle", open: (page) => addToCart(page, "heron-kettle") },
  { name: "cart", path: "/cart", open: withCart("/cart") },
  {
    name: "code",
    path: "/cart",
    open: async (page) => {
      await withCart("/cart")(page);
      await page.getByRole("button", { name: "Have a code?" }).click();
      await page.getByLabel("Promotion code").fill("NOTHING");
      await page.getByRole("button", { name: "Apply" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
    },
  },
  simple("cartempty", "/cart"),
  {
    name: "checkout",
    path: "/checkout",
    open: async (page) => {
      await withCart("/checkout")(page);
      await fillCheckout(page, "ada@example.org", CARDS.good);
    },
  },
  {
    name: "order",
    path: "/orders/ID",
    open: async (page) => {
      await withCart("/checkout")(page);
      await fillCheckout(page, "ada@example.org", CARDS.good);
      await payButton(page).click();
      await expect(step(page, "mail")).toHaveAttribute("data-state", "done");
    },
  },
  {
    name: "declined",
    path: "/orders/ID",
    open: async (page) => {
      await withCart("/checkout")(page);
      await fillCheckout(page, "ada@example.org", CARDS.declined);
      await payButton(page).click();
      await expect(step(page, "paid")).toHaveAttribute("data-state", "bad");
    },
  },
  simple("login", "/log-in"),
  simple("register", "/register"),
  simple("forgot", "/forgot-password"),
  simple("reset", "/reset-password#token"),
  simple("confirm", "/confirm-email#nonsense"),
  simple("about", "/about"),
  simple("shippinginfo", "/shipping"),
  simple("returnsinfo", "/returns"),
  simple("privacy", "/privacy"),
  simple("terms", "/terms"),
  simple("contact", "/contact"),
  simple("notfound", "/no/such/page"),
  {
    name: "assistantidle",
    path: "/products/dune-mug",
    open: async (page) => {
      await at("/products/dune-mug")(page);
      await page.getByRole("button", { name: "Ask the assistant" }).click();
      await expect(page.getByText("What are you looking for?")).toBeVisible();
    },
  },
  asking("assistant", "Put two mugs into my cart", /it costs/),
  asking("assistantlong", "A long answer, please", /Stoneware is fired/),
  asking("assistantperson", "Let me talk to a person", /can help you with this/),
  {
    name: "assistantform",
    path: "/",
    open: async (page) => {
      await asking("", "What do you know?", /nothing else/).open(page);
      await page.getByRole("button", { name: "Write to a person" }).click();
      await expect(page.getByLabel("Your e-mail")).toBeVisible();
    },
  },
  {
    name: "error",
    path: "/shop",
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
