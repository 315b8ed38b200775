import { expect, test } from "./shop";

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the pages say what they are about, and lead to each other", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const first = page.getByRole("article").first().getByRole("link");
    const name = (await first.textContent()) ?? "-";
    await first.click();
    await expect(page).toHaveURL(/\/products\/[a-z0-9-]+$/);
    expect(await page.title()).toContain(name);
    await page.goto("/products/dune-mug");
    await expect(page.getByRole("heading", { level: 1, name: "Dune Stoneware Mug" })).toBeVisible();
    await expect(page.getByText("€24").first()).toBeVisible();
    await page.getByRole("link", { name: "Kitchen" }).locator("visible=true").first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Kitchen" })).toBeVisible();
    await expect(page.getByRole("article").first()).toBeVisible();
  });
});

test("the first page is drawn without asking for what came with it", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/api\/v1\/(products|categories|shop)/.test(pathname)) asked.push(pathname);
  });
  await page.goto("/products/dune-mug");
  await expect(page.getByRole("button", { name: /add to cart/i }).locator("visible=true")).toBeVisible();
  expect(asked.filter((path) => path !== "/api/v1/products")).toEqual([]);
});

test("what is nowhere is not found, and what moved is followed", async ({ page, request }) => {
  const browser = { headers: { accept: "text/html" }, maxRedirects: 0 };
  expect((await request.get("/no/such/page", browser)).status()).toBe(404);
  expect((await request.get("/products/nothing", browser)).status()).toBe(404);
  expect((await request.get("/sitemap.xml")).status()).toBe(200);
  expect(await (await request.get("/robots.txt")).text()).toContain("/sitemap.xml");
  await page.goto("/products/nothing");
  await expect(page.getByRole("heading", { name: /can’t find that piece/i })).toBeVisible();
});
