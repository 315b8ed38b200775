import { enterAs, OWNER, tokenOf } from "./console-shop-pages";
import { addToCart, CARDS, expect, fillCheckout, newEmail, payButton, step, test } from "./shop";

test.describe.configure({ timeout: 180_000 });
test.skip(({ isMobile }) => isMobile, "staff's deeds are the same on a phone");

test("staff reads an inquiry, has a reply drafted, notes it, and closes", async ({ page, request }) => {
  const email = newEmail();
  const question = `When will it arrive? I am ${email}.`;
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, email, CARDS.good);
  await payButton(page).click();
  await expect(step(page, "invoice")).toHaveAttribute("data-state", "done");
  await page.goto("/contact");
  await page.getByLabel("Your e-mail").fill(email);
  await page.getByLabel("What is it about?").fill(question);
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText(`answer to ${email}`)).toBeVisible();

  await enterAs(page, OWNER, "/shop/inquiries?state=open");
  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(email);
  await page.getByRole("button", { name: /^have a reply about/i }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("What the customer asks")).toHaveValue(question);
  await dialog.getByRole("button", { name: "Ask for it" }).click();
  await expect(dialog).toBeHidden();

  const headers = await tokenOf(request, OWNER);
  await expect(async () => {
    const list = await request.get("/api/v1/drafts?kind=reply&state=ready", { headers });
    const { items } = await list.json();
    expect(items.some((one: { wishes?: string }) => one.wishes === question)).toBe(true);
  }).toPass();
  await page.getByRole("link", { name: "Drafts of replies" }).click();
  await page.getByRole("button", { name: "Look" }).first().click();
  await expect(page.getByRole("dialog")).toContainText("you will have it in two days");
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("It is kept as a note of the order.").first()).toBeVisible();

  await page.goBack();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByRole("main").getByText("Closed").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Close", exact: true })).toBeHidden();
});
