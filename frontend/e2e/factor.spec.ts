import { createHmac } from "node:crypto";
import { expect, logIn, newEmail, PASSWORD, register, test } from "./shop";

/** The code of this moment (RFC 6238: six digits, thirty seconds, SHA-1). */
function codeOf(secret: string, at = Date.now()): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("a second factor is set up, asked for, and a recovery code opens the account", async ({
  page,
  request,
}) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/account/security");
  await logIn(page, email);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("img", { name: /qr code/i })).toBeVisible();
  const secret = (await page.locator("code").first().textContent()) ?? "";
  await page.getByLabel("Code of the app").fill("000000");
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByRole("alert")).toContainText("not the code of this moment");
  await page.getByLabel("Code of the app").fill(codeOf(secret));
  await page.getByRole("button", { name: "Switch it on" }).click();
  const codes = page.getByRole("list", { name: /recovery codes/i }).getByRole("listitem");
  await expect(codes.first()).toBeVisible();
  const recovery = (await codes.first().textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText(/asked for since/i)).toBeVisible();

  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("link", { name: "Log in" }).first()).toBeVisible();
  await page.goto("/log-in");
  await logIn(page, email);
  await expect(page.getByRole("heading", { name: "Your second factor" })).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill("123123");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("not the code of this moment");
  await page.getByLabel("Code", { exact: true }).fill(recovery);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
});

test("a wishlist is kept with the account", async ({ page, request }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/products/dune-mug");
  await page.getByRole("button", { name: "Put on the wishlist" }).locator("visible=true").click();
  // Who is not logged in comes back to the product afterwards.
  await logIn(page, email);
  await expect(page).toHaveURL(/\/products\/dune-mug$/);
  await page.getByRole("button", { name: "Put on the wishlist" }).locator("visible=true").click();
  await expect(page.getByText("is on your wishlist")).toBeVisible();
  await page.goto("/account/wishlist");
  await expect(page.getByRole("link", { name: "Dune Stoneware Mug" })).toBeVisible();
  await page.getByRole("button", { name: /take off the wishlist/i }).click();
  await expect(page.getByText("Nothing on it yet")).toBeVisible();
});
