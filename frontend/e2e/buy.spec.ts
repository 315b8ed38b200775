import { readFileSync } from "node:fs";
import { addToCart, CARDS, expect, fillCheckout, mailsTo, newEmail, payButton, step, test } from "./shop";

test("a guest browses, buys, watches the order and has the invoice", async ({ page, request }) => {
  await page.goto("/");
  await page.getByRole("combobox", { name: "Search products" }).fill("mug");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/shop\?q=mug/);
  await page.getByRole("link", { name: "Dune Stoneware Mug" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Dune Stoneware Mug" })).toBeVisible();
  await page.getByRole("radio", { name: /slate/i }).check({ force: true });
  await page
    .getByRole("button", { name: /add to cart/i })
    .locator("visible=true")
    .click();
  const drawer = page.getByRole("dialog", { name: /your cart/i });
  await expect(drawer.getByText("Slate")).toBeVisible();
  await drawer.getByRole("button", { name: /increase/i }).click();
  await expect(drawer.getByTestId("subtotal")).toHaveText("€48");
  await drawer.getByRole("link", { name: "Checkout" }).click();

  const email = newEmail();
  await fillCheckout(page, email, CARDS.good);
  await expect(page.getByTestId("total").locator("visible=true")).toHaveText("€52.90");
  // Twice, as hands do. One order comes of it.
  await payButton(page).dblclick();
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  for (const name of ["received", "paid", "invoice", "mail"]) {
    await expect(step(page, name)).toHaveAttribute("data-state", "done");
  }
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /download invoice/i }).click(),
  ]);
  expect(
    readFileSync(await download.path())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");
  await expect
    .poll(async () => (await mailsTo(request, email)).map((mail) => mail.template))
    .toContain("invoice_issued");
  const received = (await mailsTo(request, email)).filter((mail) => mail.template === "order_received");
  expect(received).toHaveLength(1);

  // It is still there after a reload, and the cart is empty.
  await page.reload();
  await expect(step(page, "invoice")).toHaveAttribute("data-state", "done");
  await expect(page.getByRole("button", { name: /open cart, 0 items/i })).toBeVisible();
});

test("a declined card is no end: another one pays the same order", async ({ page }) => {
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, newEmail(), CARDS.declined);
  await payButton(page).click();
  await expect(step(page, "paid")).toHaveAttribute("data-state", "bad");
  await expect(step(page, "paid")).toContainText("The card was declined.");
  await page.getByRole("button", { name: CARDS.good }).click();
  await payButton(page).click();
  await expect(step(page, "paid")).toHaveAttribute("data-state", "done");
  await expect(step(page, "invoice")).toHaveAttribute("data-state", "done");
});

test("a bank that asks gets its answer, and the shopper comes back to the order", async ({ page }) => {
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, newEmail(), CARDS.consent);
  await payButton(page).click();
  await expect(page.getByRole("heading", { name: "Confirm your payment" })).toBeVisible();
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  await expect(step(page, "paid")).toHaveAttribute("data-state", "done");
});

test("an answer that is lost is asked for again, and makes one order", async ({ page, request }) => {
  const email = newEmail();
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, email, CARDS.good);
  let lost = 0;
  const keys = new Set<string | undefined>();
  await page.route("**/api/v1/orders", async (route) => {
    keys.add(route.request().headers()["idempotency-key"]);
    // The shop did it; the shopper's browser never hears of it.
    if (lost++ === 0) {
      await route.fetch();
      await route.abort("connectionreset");
    } else {
      await route.continue();
    }
  });
  await payButton(page).click();
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  expect(lost).toBe(2);
  expect(keys.size).toBe(1);
  await expect(step(page, "mail")).toHaveAttribute("data-state", "done");
  const received = (await mailsTo(request, email)).filter((mail) => mail.template === "order_received");
  expect(received).toHaveLength(1);
});

test("an order that is not sent yet can be cancelled, and the money goes back", async ({ page }) => {
  const drawer = await addToCart(page, "rim-plates");
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, newEmail(), CARDS.good);
  await payButton(page).click();
  await expect(step(page, "invoice")).toHaveAttribute("data-state", "done");
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await expect(step(page, "end")).toContainText("Cancelled");
  await expect(page.getByText("(done)")).toBeVisible();
});

test("the cart survives a reload, changes at once and can be undone", async ({ page }) => {
  await addToCart(page, "tide-bowls");
  await page.reload();
  await page.getByRole("button", { name: /open cart, 1 item/i }).click();
  const drawer = page.getByRole("dialog", { name: /your cart/i });
  await drawer.getByRole("button", { name: /^remove/i }).click();
  await expect(drawer.getByText(/nothing here yet/i)).toBeVisible();
  await drawer.getByRole("button", { name: "Undo" }).click();
  await expect(drawer.getByTestId("subtotal")).toHaveText("€68");
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await page.goto("/cart");
  await expect(page.getByRole("heading", { level: 1, name: "Your cart" })).toBeVisible();
});

test("what is missing is said at its field", async ({ page }) => {
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await payButton(page).click();
  await expect(page.getByLabel("Full name")).toHaveAccessibleDescription(/fill this in/);
  await fillCheckout(page, "not an address", CARDS.good);
  await payButton(page).click();
  await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription(/does not look like/);
  await expect(page.getByLabel("E-mail")).toBeFocused();
  // What was filled in is there after a reload, except for the card.
  await page.reload();
  await expect(page.getByLabel("City")).toHaveValue("Berlin");
  await expect(page.getByLabel("Card number")).toHaveValue("");
});
