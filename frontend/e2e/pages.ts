import type { APIRequestContext, Page } from "@playwright/test";
import { addToCart, alive, asStaff, CARDS, expect, fillCheckout, logIn, payButton, step } from "./shop";

export interface Shown {
  name: string;
  /** Its address. A test looks whether every page of the router is among them. */
  path: string;
  open: (page: Page) => Promise<unknown>;
}

const at = (path: string) => async (page: Page) => {
  await page.goto(path);
  await alive(page);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
};

/** A page as one finds it. */
const simple = (name: string, path: string): Shown => ({ name, path, open: at(path) });

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

export const ACCOUNT_PAGES: Shown[] = [
  {
    name: "returned",
    path: "/orders/ID",
    open: async (page) => {
      await at("/account")(page);
      const list = page.getByRole("main").getByRole("listitem").filter({ hasText: "Mug" });
      await list.first().getByRole("link").first().click();
      const returns = page.getByRole("heading", { name: "Returns" });
      await expect(returns).toBeVisible();
      await returns.evaluate((node) => node.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "orders",
    path: "/account",
    open: async (page) => {
      await at("/account")(page);
      await expect(
        page.getByRole("main").getByRole("listitem").filter({ hasText: "Mug" }).first(),
      ).toBeVisible();
    },
  },
  simple("addresses", "/account/addresses"),
  {
    name: "wishlist",
    path: "/account/wishlist",
    open: async (page) => {
      await at("/account/wishlist")(page);
      await expect(page.getByText(/nothing on it yet|dune/i).first()).toBeVisible();
    },
  },
  {
    name: "security",
    path: "/account/security",
    open: async (page) => {
      await at("/account/security")(page);
      await expect(page.getByRole("button", { name: "Set up" })).toBeVisible();
    },
  },
  simple("profile", "/account/profile"),
  {
    name: "sessions",
    path: "/account/sessions",
    open: async (page) => {
      await at("/account/sessions")(page);
      await expect(page.getByText("This one")).toBeVisible();
    },
  },
];

/** So that no page of the demonstration's customer is empty: a parcel that came, a return, an address, a wish. */
async function furnish(request: APIRequestContext) {
  const staff = await asStaff(request, "staff@penden.example");
  const ada = await asStaff(request, "ada@penden.example");
  const post = async (path: string, data: object, who: Record<string, string>) => {
    const headers = { ...who, "Idempotency-Key": `furnish${path}` };
    const answer = await request.post(`/api/v1${path}`, { headers, data });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const { items } = await (await request.get("/api/v1/orders", { headers: ada })).json();
  const order = `/orders/${items.at(-1).order_id}`;
  const address = {
    name: "Ada Lovelace",
    line1: "Way 1",
    postal_code: "10115",
    city: "Berlin",
    country: "DE",
  };
  await post("/me/addresses", { address, default_shipping: true }, ada);
  await request.put("/api/v1/me/wishlist/heron-kettle", { headers: ada });
  const sent = await post(`${order}/shipments`, { carrier: "DHL", tracking: "00340434161094" }, staff);
  await request.post(`/api/v1${order}/shipments/${sent.id}/deliver`, { headers: staff });
  const { returnable } = await (await request.get(`/api/v1${order}/returns`, { headers: ada })).json();
  if (returnable.length > 0) {
    const lines = [{ line_id: returnable[0].line_id, quantity: 1, reason: "damaged" }];
    await post(`${order}/returns`, { lines, message: "The handle is broken." }, ada);
  }
}

/** As the demonstration's customer, who has an order. */
export async function enter(page: Page) {
  await furnish(page.request);
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
