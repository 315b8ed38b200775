/** Cards by Stripe. The shop is one of its own: where Stripe is set up, every checkout asks for it first. */
import type { Page } from "@playwright/test";
import { openShop } from "../scripts/shop.mjs";
import { addToCart, test as base, expect, fillCheckout, newEmail, payButton, step } from "./shop";
import { StripeApi } from "./stripe/api";
import { meetStripe, typeCard } from "./stripe/browser";

interface Till {
  url: string;
  stripe: StripeApi;
}

const test = base.extend<object, { till: Till }>({
  till: [
    // biome-ignore lint/correctness/noEmptyPattern: what is needed is read from the pattern.
    async ({}, use) => {
      const stripe = new StripeApi();
      const shop = await openShop(await stripe.open());
      stripe.sendTo(shop.url);
      await use({ url: shop.url, stripe });
      await shop.close();
      stripe.close();
    },
    { scope: "worker", timeout: 240_000 },
  ],
  baseURL: ({ till }, use) => use(till.url),
});

// One after the other, so that one shop is enough.
test.describe.configure({ mode: "default" });

const GOOD = "4242 4242 4242 4242";
const DECLINED = "4000 0000 0000 0002";
const CONSENT = "4000 0025 0000 3155";

async function toCheckout(page: Page, stripe: StripeApi) {
  await meetStripe(page, stripe);
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, newEmail());
}

test("a declined card is told of, and another one pays in Stripe's own fields", async ({ page, till }) => {
  const { stripe } = till;
  stripe.told.length = 0;
  await toCheckout(page, stripe);
  await typeCard(page, "4242");
  await payButton(page).click();
  await expect(page.getByText("Your card number is incomplete.")).toBeVisible();
  await expect(page).toHaveURL(/\/checkout$/);
  await typeCard(page, DECLINED);
  await payButton(page).click();
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  await expect(step(page, "paid")).toHaveAttribute("data-state", "bad");
  await expect(step(page, "paid")).toContainText("The card was declined.");
  await typeCard(page, GOOD);
  await payButton(page).click();
  for (const name of ["paid", "invoice", "mail"]) {
    await expect(step(page, name)).toHaveAttribute("data-state", "done");
  }
  // What Stripe tells afterwards is believed, and changes nothing.
  const both = [
    ["payment_intent.payment_failed", 202],
    ["payment_intent.succeeded", 202],
  ];
  await expect.poll(() => stripe.told).toEqual(both);
  await page.reload();
  await expect(step(page, "paid")).toHaveAttribute("data-state", "done");
});

test("a bank that asks gets its answer, and the order is paid by what Stripe tells", async ({
  page,
  till,
}) => {
  const { stripe } = till;
  stripe.told.length = 0;
  await toCheckout(page, stripe);
  await typeCard(page, CONSENT);
  await payButton(page).click();
  await page.getByRole("link", { name: "Complete authentication" }).click();
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  for (const name of ["paid", "invoice"]) {
    await expect(step(page, name)).toHaveAttribute("data-state", "done");
  }
  expect(stripe.told.at(-1)).toEqual(["payment_intent.succeeded", 202]);
});
