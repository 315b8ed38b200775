import { readFileSync } from "node:fs";
import {
  addToCart,
  CARDS,
  expect,
  fillCheckout,
  linkInMail,
  logIn,
  newEmail,
  PASSWORD,
  payButton,
  register,
  step,
  test,
} from "./shop";

test("logging in takes the guest's cart along, and the order is in the account", async ({
  page,
  request,
}) => {
  const email = newEmail();
  await register(request, email);
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await page.getByRole("main").getByRole("link", { name: "Log in" }).click();
  await logIn(page, email);
  await expect(page).toHaveURL(/\/checkout$/);
  await expect(page.getByText(`You order as ${email}.`)).toBeVisible();
  await fillCheckout(page, null, CARDS.good);
  await payButton(page).click();
  await expect(step(page, "invoice")).toHaveAttribute("data-state", "done");
  await page.getByRole("link", { name: "Account" }).click();
  const orders = page.getByRole("main").getByRole("listitem").filter({ hasText: "Dune Stoneware Mug" });
  await expect(orders).toHaveCount(1);
  await orders.getByRole("link").click();
  await expect(step(page, "paid")).toHaveAttribute("data-state", "done");
  // The address was kept for next time.
  await page.goto("/account/addresses");
  await expect(page.getByText("Way 1")).toBeVisible();
});

test("a session survives a reload and is out of reach for scripts", async ({ page, request, context }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/log-in");
  await logIn(page, email);
  await expect(page.getByRole("heading", { name: "Hello, Ada Lovelace" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Hello, Ada Lovelace" })).toBeVisible();
  const seen = await page.evaluate(() =>
    JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
  );
  const cookie = (await context.cookies(`${new URL(page.url()).origin}/api/v1/auth`)).find((one) =>
    one.name.includes("penden-refresh"),
  );
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/api/v1/auth" });
  expect(seen).not.toContain(cookie?.value);
  expect(seen).not.toContain("eyJ");
});

test("logging out in one tab is logging out in all", async ({ page, request, context }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/log-in");
  await logIn(page, email);
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
  const other = await context.newPage();
  await other.goto("/account/profile");
  await expect(other.getByText(email)).toBeVisible();
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("link", { name: "Log in" })).toBeVisible();
  await expect(other.getByRole("heading", { level: 1, name: "Log in" })).toBeVisible();
});

test("registering leads through the mail to a confirmed address", async ({ page, request }) => {
  const email = newEmail();
  await page.goto("/register");
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make an account" }).click();
  await expect(page.getByRole("heading", { name: "Hello, Ada Lovelace" })).toBeVisible();
  await page.goto("/account/profile");
  await expect(page.getByText("Not confirmed yet")).toBeVisible();
  await page.getByRole("button", { name: "Send the mail again" }).click();
  await page.goto(await linkInMail(request, email, "confirm_email"));
  await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
  await page.goto("/account/profile");
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
});

test("a forgotten password is set anew with a mail", async ({ page, request }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/log-in");
  await logIn(page, email, "wrong password");
  await expect(page.getByRole("alert")).toContainText("do not fit together");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Forgot your password?" })).toBeVisible();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Have a look at your mails" })).toBeVisible();
  await page.goto(await linkInMail(request, email, "reset_password"));
  await expect(page).toHaveURL(/\/reset-password$/);
  await page.getByLabel("New password", { exact: true }).fill("staple every battery");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Log in" })).toBeVisible();
  await logIn(page, email, "staple every battery");
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
});

test("the profile, the addresses and the sessions can be changed", async ({ page, request }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/account/profile");
  await logIn(page, email);
  await expect(page).toHaveURL(/\/account\/profile$/);
  await page.getByLabel("Full name").fill("Ada King");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Hello, Ada King" })).toBeVisible();
  await page.getByLabel("Present password").fill(PASSWORD);
  await page.getByLabel("New password", { exact: true }).fill("staple every battery");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText(/the password is changed/i)).toBeVisible();
  await page.goto("/account/sessions");
  await expect(page.getByText("This one")).toBeVisible();
  await page.goto("/account/addresses");
  await page.getByRole("button", { name: "Add an address" }).click();
  const sheet = page.getByRole("dialog", { name: "New address" });
  await sheet.getByLabel("Full name").fill("Ada King");
  await sheet.getByLabel("Street and number").fill("Way 2");
  await sheet.getByLabel("Postal code").fill("1010");
  await sheet.getByLabel("City").fill("Wien");
  await sheet.getByLabel("Country").selectOption("AT");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("1010 Wien")).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No addresses yet")).toBeVisible();
});

test("all that is kept about somebody can be downloaded", async ({ page, request }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/my-data");
  await logIn(page, email);
  await page.getByRole("button", { name: "Gather my data" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  const data = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(data.profile.email).toBe(email);
  expect(data.orders).toEqual([]);
});
