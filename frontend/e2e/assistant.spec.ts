import type { Page } from "@playwright/test";
import { alive, asStaff, expect, newEmail, register, test } from "./shop";

const panel = (page: Page) => page.getByRole("dialog", { name: "Assistant" });

async function open(page: Page, path = "/") {
  await page.goto(path);
  await alive(page);
  await page.getByRole("button", { name: "Ask the assistant" }).click();
  await expect(panel(page)).toBeVisible();
  return panel(page);
}

async function ask(page: Page, question: string) {
  await panel(page).getByLabel("Your question").fill(question);
  await panel(page).getByLabel("Your question").press("Enter");
}

test("it names products, and nothing is in the cart before the button is pressed", async ({
  page,
  isMobile,
}) => {
  const assistant = await open(page);
  await ask(page, "Put two mugs into my cart");
  const said = assistant.getByRole("listitem").first();
  await expect(said.getByRole("link").first()).toBeVisible();
  await expect(said).toContainText("it costs");
  // What the model wrote to name it is nowhere to be read.
  await expect(said).not.toContainText("[[");
  await expect(page.getByRole("button", { name: "Open cart, 0 items", includeHidden: true })).toBeAttached();
  await assistant.getByRole("button", { name: /^add 2 ×/i }).click();
  await expect(assistant.getByText("In your cart")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open cart, 2 items", includeHidden: true })).toBeAttached();
  // The visit remembers it, also what was put into the cart.
  await page.reload();
  await alive(page);
  await page.getByRole("button", { name: "Ask the assistant" }).click();
  await expect(assistant.getByText("In your cart")).toBeVisible();
  await assistant.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/products\//);
  // Where there is room for both it stays beside the page.
  await expect(assistant).toBeVisible({ visible: !isMobile });
});

test("who talks to it can buy meanwhile", async ({ page, isMobile }) => {
  test.skip(isMobile, "it covers the page of a phone");
  // The widths at which the page makes room for it, and at which it stands on the left.
  for (const [count, width] of [1440, 1280, 1024].entries()) {
    await page.setViewportSize({ width, height: 900 });
    const assistant = await open(page, "/products/dune-mug");
    const box = await assistant.boundingBox();
    for (const name of [/^add to cart/i, /^put on the wishlist/i, "Increase quantity"]) {
      const button = page.getByRole("button", { name }).locator("visible=true").first();
      const { x, width: wide } = (await button.boundingBox()) ?? { x: 0, width: 0 };
      const isFree = box && (x + wide <= box.x || x >= box.x + box.width);
      expect(isFree, `${name} at ${width}`).toBe(true);
    }
    await page
      .getByRole("button", { name: /^add to cart/i })
      .locator("visible=true")
      .click();
    const cart = new RegExp(`^open cart, ${count + 1} item`, "i");
    await expect(page.getByRole("button", { name: cart, includeHidden: true })).toBeAttached();
    await page.keyboard.press("Escape");
    await expect(assistant).toBeVisible();
  }
});

test("it can be stopped, asked again, and begun anew", async ({ page }) => {
  const assistant = await open(page);
  await ask(page, "Tell me everything");
  await expect(assistant.getByText("There is a lot to tell.").first()).toBeVisible();
  await assistant.getByRole("button", { name: "Stop answering" }).click();
  await expect(assistant.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(assistant.getByText("There is a lot to tell.").first()).toBeVisible();
  await ask(page, "What do you know?");
  await expect(assistant.getByText("I know this shop and nothing else.").first()).toBeVisible();
  await ask(page, "Break off");
  await expect(assistant.getByText("The assistant does not answer right now.").first()).toBeVisible();
  await assistant.getByRole("button", { name: "Start over" }).click();
  await expect(assistant.getByText("What are you looking for?")).toBeVisible();
});

test("a person takes over, and staff answers and closes it", async ({ page, request }) => {
  const email = newEmail();
  const assistant = await open(page);
  await ask(page, "Let me talk to a person");
  await assistant.getByRole("listitem").getByRole("button", { name: "Write to a person" }).click();
  await assistant.getByLabel("Your e-mail").fill(email);
  await assistant.getByLabel("What is it about?").fill("Can you engrave a name?");
  await assistant.getByRole("button", { name: "Send" }).click();
  await expect(assistant.getByText(`answer to ${email}`)).toBeVisible();
  const headers = await asStaff(request, "staff@penden.example");
  const { items } = await (await request.get("/api/v1/inquiries?state=open", { headers })).json();
  const inquiry = items.find((one: { email: string }) => one.email === email);
  expect(inquiry.transcript[0]).toEqual({ from: "shopper", text: "Let me talk to a person" });
});

test("what was said is gone for who logs out", async ({ page, request }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/log-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Log in" }).last().click();
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
  await page.getByRole("button", { name: "Ask the assistant" }).click();
  await ask(page, "What do you know?");
  await expect(panel(page).getByText("I know this shop").first()).toBeVisible();
  await panel(page).getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("button", { name: "Log out" })).toBeHidden();
  expect(await page.evaluate(() => sessionStorage.getItem("penden.talk"))).toBeNull();
});

test("the keyboard alone asks and closes, and gets back to where it was", async ({ page, isMobile }) => {
  test.skip(isMobile, "phones have no keyboard");
  await page.goto("/about");
  await alive(page);
  const button = page.getByRole("button", { name: "Ask the assistant" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(panel(page).getByLabel("Your question")).toBeFocused();
  await page.keyboard.type("What do you know?");
  await page.keyboard.press("Enter");
  await expect(panel(page).getByText("I know this shop and nothing else.").first()).toBeVisible();
  await expect(panel(page).getByLabel("Your question")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(panel(page)).toBeHidden();
  await expect(button).toBeFocused();
});
