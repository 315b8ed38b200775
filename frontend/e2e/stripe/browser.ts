/** What a browser gets from Stripe: its script, its fields, and the page of a bank. */
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { StripeApi } from "./api";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export async function meetStripe(page: Page, stripe: StripeApi) {
  await page.route("https://js.stripe.com/v3/", (route) => route.fulfill({ path: file("v3.js") }));
  await page.route("https://js.stripe.com/v3/*.html", (route) =>
    route.fulfill({ path: file("fields.html") }),
  );
  await page.route("https://api.stripe.com/v1/payment_methods", async (route) => {
    const [status, json] = stripe.makeMethod(new URLSearchParams(route.request().postData() ?? ""));
    await route.fulfill({ status, json, headers: { "access-control-allow-origin": "*" } });
  });
  await page.route("https://hooks.stripe.com/3d_secure_2/**", async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    const id = searchParams.get("intent") ?? "";
    const isDone = pathname.endsWith("/done");
    const to = isDone ? await stripe.consent(id) : `/3d_secure_2/done?intent=${id}`;
    const body = isDone
      ? `<script>location.replace(${JSON.stringify(to)})</script>`
      : `<h1>Your bank asks</h1><a href="${to}">Complete authentication</a>`;
    await route.fulfill({ contentType: "text/html", body });
  });
}

/** Types a card into the newest fields. */
export async function typeCard(page: Page, number: string) {
  const fields = page.frameLocator("iframe[title='Secure payment input frame']").last();
  await fields.getByLabel("Card number").fill(number);
  await fields.getByLabel("Expiration date").fill("12 / 40");
  await fields.getByLabel("Security code").fill("123");
}
