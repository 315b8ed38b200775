/** What the stories have in common: a shopper's moves, and what staff would see. */
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";

/** Every story fails when the browser complains: about the content security policy, or about anything that broke. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        // A refused request is told to the page, which deals with it; the browser mentions it all the same.
        const isOfPage = message.type() === "error" && !message.text().startsWith("Failed to load resource");
        // What drives the browser looks into every frame, also into that of a mail, which forbids scripts.
        const isOfTools = /^Blocked script execution in '.*\/mailbox\//.test(message.text());
        if (isOfPage && !isOfTools) complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

export const CARDS = {
  good: /goes through/i,
  consent: /asks for consent/i,
  declined: /is declined/i,
};

const ADDRESS = {
  "Full name": "Ada Lovelace",
  "Street and number": "Way 1",
  "Postal code": "10115",
  City: "Berlin",
};
export const PASSWORD = "correct horse battery";

let count = 0;
export const newEmail = () => `ada.${process.pid}.${Date.now()}.${++count}@example.org`;

/** Until the page is what the browser drew, and not only what the server did. */
export const alive = (page: Page) => expect(page.locator("main[tabindex]")).toBeVisible();

/** Puts a product into the cart from its page; the drawer is open then. */
export async function addToCart(page: Page, slug = "dune-mug") {
  await page.goto(`/products/${slug}`);
  await page
    .getByRole("button", { name: /add to cart/i })
    .locator("visible=true")
    .click();
  const drawer = page.getByRole("dialog", { name: /your cart/i });
  await expect(drawer.getByTestId("subtotal")).toBeVisible();
  await expect(drawer.getByRole("button", { name: /^remove/i }).first()).toBeEnabled();
  return drawer;
}

/** Everything but the card, unless one of the test cards is named. */
export async function fillCheckout(page: Page, email: string | null, card?: RegExp) {
  await expect(page.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  if (email) await page.getByLabel("E-mail").fill(email);
  for (const [label, value] of Object.entries(ADDRESS))
    await page.getByLabel(label, { exact: true }).fill(value);
  if (card) await page.getByRole("button", { name: card }).click();
  await expect(page.getByRole("radio", { name: /standard/i })).toBeVisible();
}

export const payButton = (page: Page) => page.getByRole("button", { name: /^pay €/i });
export const step = (page: Page, name: string) => page.locator(`[data-step=${name}]`);

export async function register(request: APIRequestContext, email: string) {
  const answer = await request.post("/api/v1/auth/register", {
    data: { email, name: "Ada Lovelace", password: PASSWORD },
  });
  expect(answer.status()).toBe(201);
}

export async function logIn(page: Page, email: string, password = PASSWORD) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).last().click();
}

/** The header by which the demonstration's staff is known. */
export async function asStaff(request: APIRequestContext, email: string) {
  const data = { email, password: "penden-demo" };
  const { tokens } = await (await request.post("/api/v1/auth/login", { data })).json();
  return { Authorization: `Bearer ${tokens.access_token}` };
}

/** The subjects of the mails that went to somebody, and their texts. */
export async function mailsTo(request: APIRequestContext, email: string) {
  const headers = await asStaff(request, "staff@penden.example");
  const { items } = await (await request.get("/api/v1/mails?limit=100", { headers })).json();
  const own = items.filter((mail: { recipient: string }) => mail.recipient === email);
  return Promise.all(
    own.map(async ({ id }: { id: string }) => {
      const mail = await (await request.get(`/api/v1/mails/${id}`, { headers })).json();
      return { template: mail.template as string, text: mail.text as string };
    }),
  );
}

/** The path, with what stands behind `#`, to which a mail leads. */
export async function linkInMail(
  request: APIRequestContext,
  email: string,
  template: string,
): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const mail = (await mailsTo(request, email)).find((one) => one.template === template);
      link = /https?:\/\/[^/\s]+(\/\S+#\S+)/.exec(mail?.text ?? "")?.[1];
      return link;
    })
    .toBeTruthy();
  return link ?? "";
}
