import { readFileSync } from "node:fs";
import type { APIRequestContext, Page } from "@playwright/test";
import { at } from "./console";
import { enterAs, OWNER, ready, tokenOf } from "./console-shop-pages";
import { addToCart, CARDS, expect, fillCheckout, mailsTo, newEmail, payButton, step, test } from "./shop";

// A limit, not a wait: each is many steps, and machines that test much at once are slow.
test.describe.configure({ timeout: 180_000 });
test.skip(({ isMobile }) => isMobile, "staff's deeds are the same on a phone");

/** Somebody buys something; gives the id of the order once it is paid and has its invoice. */
async function buy(page: Page, email = newEmail()): Promise<string> {
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, email, CARDS.good);
  await payButton(page).click();
  await expect(step(page, "invoice")).toHaveAttribute("data-state", "done");
  return /\/orders\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

/** Somebody with these roles. */
async function appoint(request: APIRequestContext, roles: string[]) {
  const headers = await tokenOf(request, OWNER);
  const who = { email: newEmail(), password: "correct horse battery" };
  const data = { ...who, name: "Sue Port", roles };
  expect((await request.post("/api/v1/staff", { headers, data })).status()).toBe(201);
  return who;
}

test("the owner makes a product and sees it in the shop", async ({ page }) => {
  await enterAs(page, OWNER, "/shop/products");
  await page.getByRole("link", { name: "New product" }).first().click();
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/fill this in/i);
  const name = `Tidal Bowl ${Date.now()}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Description", { exact: true }).first().fill("Thrown by hand.");
  await page.getByLabel("State").selectOption("active");
  await page.getByLabel("Article number").fill(`BOWL-${Date.now()}`);
  await page.getByLabel("Price").fill("ten");
  await page.getByLabel("On hand").fill("5");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByLabel("Price")).toHaveAccessibleDescription(/amount such as/i);
  await page.getByLabel("Price").fill("34,50");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  // A price is changed, and the shop has it.
  await page.getByRole("button", { name: /^Edit: BOWL/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Price").fill("36.00");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row", { name: /BOWL/ })).toContainText("€36.00");
  await page.getByRole("link", { name: "See in the shop" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("€36").first()).toBeVisible();

  await at(page, `/shop/products?q=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Delete product" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/shop\/products$/);
});

test("staff ships an order, and gives a part of the money back", async ({ page, request }) => {
  const email = newEmail();
  const id = await buy(page, email);
  await enterAs(page, OWNER, `/shop/orders?email=${encodeURIComponent(email)}`);
  await page.getByRole("main").getByRole("table").getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(id));
  const head = page.getByRole("main").locator("header").first();
  await expect(head).toContainText("To pack");

  await page.getByRole("textbox", { name: "Note" }).fill("Wrap it twice.");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Wrap it twice." }).first()).toBeVisible();

  await page.getByRole("button", { name: "Hold" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Address looks odd");
  await page.getByRole("dialog").getByRole("button", { name: "Hold" }).click();
  await expect(page.getByText("On hold: Address looks odd")).toBeVisible();
  await page.getByRole("button", { name: "Release" }).click();
  await expect(page.getByText("On hold: Address looks odd")).toBeHidden();

  await page.getByRole("button", { name: "Ship", exact: true }).click();
  const parcel = page.getByRole("dialog", { name: "Send a parcel" });
  await parcel.getByLabel("Carrier").fill("DHL");
  await parcel.getByLabel("Tracking number").fill("00340434161094");
  await parcel.getByRole("button", { name: "Ship" }).click();
  await expect(parcel).toBeHidden();
  await expect(head).toContainText("Shipped");
  const [slip] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Packing slip" }).click(),
  ]);
  expect(
    readFileSync(await slip.path())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");

  await page.getByRole("button", { name: "Refund" }).click();
  const refund = page.getByRole("dialog", { name: "Refund" });
  await refund.getByLabel("An amount").check();
  await refund.getByLabel("Amount", { exact: true }).fill("5.00");
  await refund.getByLabel("Reason").fill("A scratch");
  await refund.getByRole("button", { name: "Refund" }).click();
  await expect(refund).toBeHidden();
  const money = page.getByRole("region", { name: "Payments and refunds" });
  await expect(money.getByRole("listitem").filter({ hasText: "A scratch" })).toContainText("Paid back");
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("Order paid");
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("ran ");

  // The customer is told.
  await expect
    .poll(async () => (await mailsTo(request, email)).map((mail) => mail.template))
    .toEqual(expect.arrayContaining(["shipment_shipped", "refund_succeeded"]));
});

test("many orders are packed and shipped at once", async ({ page }) => {
  const email = newEmail();
  await buy(page, email);
  await buy(page, email);
  await enterAs(page, OWNER, `/shop/orders?email=${encodeURIComponent(email)}`);
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  const bar = page.getByRole("toolbar");
  await expect(bar).toContainText("2 selected");
  await bar.getByRole("button", { name: "Mark as packed" }).click();
  await expect(page.getByText("2 orders done.").first()).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Packed" })).toHaveCount(2);
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await bar.getByRole("button", { name: "Mark as shipped" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Mark as shipped" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Shipped" })).toHaveCount(2);
});

test("a promotion is made, used, and counted", async ({ page }) => {
  const code = `FRIENDS${Date.now() % 1_000_000}`;
  await enterAs(page, OWNER, "/shop/promotions/new");
  await page.getByLabel("Name", { exact: true }).fill("For friends");
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByLabel("Percent off").fill("150");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByLabel("Percent off")).toHaveAccessibleDescription(/between 0 and 100/);
  await page.getByLabel("Percent off").fill("25");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "For friends" })).toBeVisible();
  const promotion = new URL(page.url()).pathname.replace("/console", "");

  // The shop of another time may have no field for codes; the cart takes it either way.
  await page.evaluate(() => sessionStorage.clear());
  const token = await useCode(page.request, code);
  expect(token).toBeTruthy();
  await at(page, promotion);
  await ready(page);
  await expect(page.getByRole("region", { name: "Usage" }).or(page.getByRole("main"))).toContainText(
    "friend@example.org",
  );
});

/** A guest orders with the code, as programs do. Gives the token of the cart. */
async function useCode(request: APIRequestContext, code: string): Promise<string> {
  const product = await (await request.get("/api/v1/products/dune-mug")).json();
  const variant = product.variants.find((one: { available: number }) => one.available > 0);
  const cart = await (
    await request.post("/api/v1/cart/lines", { data: { variant_id: variant.id, quantity: 2 } })
  ).json();
  const headers = { "Cart-Token": cart.token as string };
  const used = await (await request.post("/api/v1/cart/codes", { headers, data: { code } })).json();
  expect(used.codes[0].applies).toBe(true);
  const address = { name: "A Friend", line1: "Way 1", postal_code: "10115", city: "Berlin", country: "DE" };
  const data = {
    email: "friend@example.org",
    shipping_address: address,
    shipping: { method: "standard" },
    payment: { provider: "sandbox", token: "tok_4242424242424242" },
  };
  const placed = await request.post("/api/v1/orders", {
    headers: { ...headers, "Idempotency-Key": `friend-${code}` },
    data,
  });
  expect(placed.status(), await placed.text()).toBe(201);
  return cart.token;
}

test("support sees orders and promotions, and none of what it may not", async ({ page, request }) => {
  const support = await appoint(request, ["support"]);
  await enterAs(page, support, "/shop/orders");
  const navigation = page.getByRole("navigation", { name: "Shop" });
  await expect(navigation.getByRole("link", { name: "Orders" })).toBeVisible();
  for (const hidden of ["Products", "Staff", "Settings", "Sales", "Audit log", "API keys", "Disputes"]) {
    await expect(navigation.getByRole("link", { name: hidden, exact: true })).toHaveCount(0);
  }
  await page.getByRole("main").getByRole("table").getByRole("link").first().click();
  await expect(page.getByRole("region", { name: "Notes" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Refund" })).toHaveCount(0);
  // By its address neither.
  const asked: string[] = [];
  page.on("request", (one) => one.url().includes("/api/v1/settings") && asked.push(one.url()));
  await at(page, "/shop/settings");
  await expect(page.getByLabel("Name of the shop")).toHaveCount(0);
  expect(asked).toEqual([]);
  await at(page, "/shop/promotions");
  await expect(page.getByRole("link", { name: "New promotion" })).toHaveCount(0);
});

test("stock is adjusted at the field, and what moved it is told", async ({ page }) => {
  await enterAs(page, OWNER, "/shop/stock?sku=CT-");
  const row = page
    .getByRole("row")
    .filter({ has: page.getByRole("link") })
    .first();
  await row.getByRole("button", { name: /^Adjust/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("How many").fill("-100000");
  await dialog.getByRole("button", { name: "Adjust" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("How many").fill("7");
  await dialog.getByLabel("Note").fill("Found behind the shelf");
  await dialog.getByRole("button", { name: "Adjust" }).click();
  await expect(dialog).toBeHidden();
  await row.getByRole("button", { name: /^Movements/ }).click();
  await expect(page.getByRole("dialog")).toContainText("Found behind the shelf");
  await expect(page.getByRole("dialog")).toContainText("+7");
});

test("an import runs live, and its refused rows are fetched", async ({ page }) => {
  await enterAs(page, OWNER, "/shop/transfers");
  await page.getByRole("button", { name: "Import products" }).click();
  const dialog = page.getByRole("dialog");
  const csv = ["sku,product,price,stock,status", "TEAPOTX,Tea Pot X,19.00,3,active", "bad sku!,Nothing,x,,"];
  await dialog
    .getByLabel("CSV file")
    .setInputFiles({ name: "wares.csv", mimeType: "text/csv", buffer: Buffer.from(csv.join("\n")) });
  await dialog.getByRole("button", { name: "Upload" }).click();
  await expect(dialog).toBeHidden();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Refused rows" }).first().click(),
  ]);
  expect(readFileSync(await file.path(), "utf8")).toContain("bad sku!");
});

test("settings are refused at the field, and hold at once", async ({ page, request }) => {
  await enterAs(page, OWNER, "/shop/settings");
  await page.getByLabel("Sender of mails").fill("nobody");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Sender of mails")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Sender of mails").fill("Penden <shop@penden.example>");
  const website = `https://penden.example/${Date.now()}`;
  await page.getByLabel("Website").fill(website);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
  await expect.poll(async () => (await (await request.get("/api/v1/shop")).json()).website).toBe(website);
  await at(page, "/shop/audit?entity=settings");
  await ready(page);
  await page
    .getByRole("button", { name: /^Before/ })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toContainText(website);
});
