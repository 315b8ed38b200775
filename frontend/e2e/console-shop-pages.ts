/** Every page of the shop's half of the console, in the state in which people see it. */
import type { APIRequestContext, Page } from "@playwright/test";
import { at } from "./console";
import { expect } from "./shop";

export const OWNER = { email: "admin@penden.example", password: "penden-demo" };

export async function enterAs(page: Page, who: { email: string; password: string }, path: string) {
  await page.goto(`/console${path}`);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Log in to the console");
}

export async function tokenOf(request: APIRequestContext, data: { email: string; password: string }) {
  const { tokens } = await (await request.post("/api/v1/auth/login", { data })).json();
  return { Authorization: `Bearer ${tokens.access_token}` };
}

export interface ShownPage {
  name: string;
  /** Its address below `/console`. A test looks whether every page of the console is among them. */
  path: string;
  open: (page: Page) => Promise<unknown>;
}

/** What waits for its first answer is no picture of the page. */
export const ready = (page: Page) =>
  expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);

const simple = (name: string, path: string): ShownPage => ({
  name,
  path,
  open: async (page) => {
    await at(page, path);
    await ready(page);
  },
});

/** The first thing of a list, opened. */
const first = (name: string, path: string): ShownPage => ({
  name,
  path: `${path.replace(/\?.*/, "")}/ID`,
  open: async (page) => {
    await at(page, path);
    await page.getByRole("main").getByRole("table").getByRole("link").first().click();
    await expect(page).not.toHaveURL(new RegExp(`${path.replace(/\?.*/, "")}(\\?.*)?$`));
    await ready(page);
  },
});

/** A page with a dialog open on it. */
const pressed = (name: string, path: string, button: RegExp): ShownPage => ({
  name,
  path,
  open: async (page) => {
    await at(page, path);
    await ready(page);
    await page.getByRole("button", { name: button }).first().click();
    await expect(page.getByRole("dialog").locator("visible=true")).toBeVisible();
  },
});

export const SHOP_PAGES: ShownPage[] = [
  simple("today", "/shop"),
  simple("orders", "/shop/orders"),
  simple("ordersnone", "/shop/orders?number=NOBODY"),
  first("order", "/shop/orders"),
  simple("returns", "/shop/returns"),
  first("return", "/shop/returns"),
  simple("inquiries", "/shop/inquiries"),
  first("inquiry", "/shop/inquiries"),
  simple("reviews", "/shop/reviews"),
  simple("customers", "/shop/customers"),
  first("customer", "/shop/customers"),
  simple("products", "/shop/products"),
  simple("productnew", "/shop/products/new"),
  first("product", "/shop/products?q=mug"),
  simple("categories", "/shop/categories"),
  pressed("category", "/shop/categories", /^New category/),
  simple("collections", "/shop/collections"),
  simple("collectionnew", "/shop/collections/new"),
  first("collection", "/shop/collections"),
  simple("brands", "/shop/brands"),
  simple("attributes", "/shop/attributes"),
  simple("synonyms", "/shop/synonyms"),
  simple("drafts", "/shop/drafts"),
  pressed("draft", "/shop/drafts?kind=reply", /^Look/),
  simple("stock", "/shop/stock"),
  pressed("adjust", "/shop/stock", /^Adjust/),
  simple("transfers", "/shop/transfers"),
  simple("promotions", "/shop/promotions"),
  simple("promotionnew", "/shop/promotions/new"),
  first("promotion", "/shop/promotions"),
  simple("zones", "/shop/zones"),
  pressed("zone", "/shop/zones", /^Edit: Germany/),
  simple("shipping", "/shop/shipping"),
  pressed("method", "/shop/shipping", /^Edit: Standard/),
  simple("sales", "/shop/sales"),
  simple("searches", "/shop/searches"),
  simple("disputes", "/shop/disputes"),
  simple("books", "/shop/books"),
  simple("taxes", "/shop/taxes"),
  simple("staff", "/shop/staff"),
  pressed("staffnew", "/shop/staff", /^Add somebody/),
  simple("roles", "/shop/roles"),
  simple("keys", "/shop/keys"),
  simple("audit", "/shop/audit"),
  pressed("auditentry", "/shop/audit", /^Before/),
  simple("mailtemplates", "/shop/mails"),
  first("mailtemplate", "/shop/mails"),
  simple("settings", "/shop/settings"),
  {
    name: "payments",
    path: "/shop/settings",
    open: async (page) => {
      await simple("settings", "/shop/settings").open(page);
      const panel = page.getByRole("region", { name: "Ways to pay" });
      await panel.evaluate((node) => node.scrollIntoView({ block: "start" }));
    },
  },
  pressed("logo", "/shop/settings", /^Change the logo/),
];

/** So that no page is empty: an export, a key, a collection, an attribute, and something that staff did. */
export async function furnish(request: APIRequestContext) {
  const headers = await tokenOf(request, OWNER);
  const { items } = await (await request.get("/api/v1/api-keys", { headers })).json();
  if (items.length > 0) return;
  const post = async (path: string, data: object, who: Record<string, string> = headers) => {
    const answer = await request.post(`/api/v1${path}`, {
      headers: { ...who, "Idempotency-Key": `furnish${path}` },
      data,
    });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  };
  await post("/exports", { what: "products" });
  await post("/api-keys", { name: "Warehouse", scopes: ["orders_read", "orders_write"] });
  await post("/brands", { name: "Halden Ceramics", description: "Stoneware from the north." });
  await post("/attributes", {
    code: "glaze",
    name: "Glaze",
    kind: "choice",
    filterable: true,
    choices: [
      { code: "matt", label: "Matt" },
      { code: "gloss", label: "Gloss" },
    ],
  });
  await post("/collections", { name: "Slow mornings", description: "For the first hour.", published: true });
  await post("/search/synonyms", { phrases: ["mug", "cup", "beaker"] });
  const question = {
    email: "ada@penden.example",
    message: "Where is my order, and can you engrave a name into the mug that is in it?",
    transcript: [
      { from: "shopper", text: "Can you engrave mugs?" },
      { from: "assistant", text: "I do not know that. Somebody of the shop can tell you." },
    ],
  };
  await post("/inquiries", question, {});
  const { items: orders } = await (await request.get("/api/v1/orders/search?limit=1", { headers })).json();
  await post(`/orders/${orders[0].id}/drafts`, { question: "When will it arrive?" });
  const csv = "sku,product,price\nbad sku!,Broken,none";
  await request.post("/api/v1/products/imports", {
    headers: { ...headers, "Idempotency-Key": "furnish-import" },
    multipart: { file: { name: "wares.csv", mimeType: "text/csv", buffer: Buffer.from(csv) } },
  });
}
