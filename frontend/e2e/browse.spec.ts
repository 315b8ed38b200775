import { expect, test } from "./shop";

test("filters are the address, and Back goes to where one was", async ({ page, isMobile }) => {
  await page.goto("/shop");
  const heading = page.getByRole("heading", { level: 1 });
  await page.getByRole("button", { name: "Kitchen", exact: true }).click();
  await expect(page).toHaveURL(/\/categories\/kitchen$/);
  await expect(heading).toHaveText("Kitchen");
  // On a phone the filters are in a sheet, otherwise beside the list.
  if (isMobile) await page.getByRole("button", { name: /^filters/i }).click();
  const filters = isMobile
    ? page.getByRole("dialog", { name: "Filters" })
    : page.getByRole("complementary", { name: "Filters" });
  if (isMobile) await filters.getByRole("radio", { name: "Price: low to high" }).check();
  else await page.getByLabel("Sort by").selectOption("price_asc");
  await expect(page).toHaveURL(/sort=price_asc/);
  await filters.getByLabel("In stock only").check();
  await expect(page).toHaveURL(/in_stock=true/);
  const price = filters.getByRole("group", { name: "Price", exact: true });
  await price.getByLabel("From", { exact: true }).fill("40");
  await price.getByLabel("To", { exact: true }).fill("60");
  const apply = isMobile
    ? filters.getByRole("button", { name: /^show/i }).last()
    : price.getByRole("button", { name: "Apply" });
  await apply.click();
  await expect(page).toHaveURL(/price_min=4000/);
  await expect(page).toHaveURL(/price_max=6000/);
  await expect(page).toHaveURL(/sort=price_asc/);
  const first = page.getByRole("article").first();
  await expect(first).toContainText("€42");
  const url = page.url();
  await first.getByRole("link").click();
  await expect(page).toHaveURL(/\/products\//);
  await page.goBack();
  await expect(page).toHaveURL(url);
  await expect(first).toContainText("€42");
  await page.getByRole("button", { name: /clear all/i }).click();
  await expect(page).toHaveURL(/\/shop$/);
});

test("more of a list is in the address, and its place in it is kept", async ({ page }) => {
  await page.goto("/shop?sort=name_asc");
  const articles = page.getByRole("article");
  await expect(articles).toHaveCount(24);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(articles).not.toHaveCount(24);
  const all = await articles.count();
  const last = page.getByRole("article").last().getByRole("link");
  await last.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  await last.click();
  await expect(page).toHaveURL(/\/products\//);
  await page.goBack();
  await expect(articles).toHaveCount(all);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before - 80);
  await page.reload();
  await expect(articles).toHaveCount(all);
});

test("every link of the footer leads somewhere", async ({ page }) => {
  await page.goto("/");
  const links = page.locator("footer a");
  await expect(links.first()).toBeVisible();
  const targets = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(targets.length).toBeGreaterThan(8);
  for (const target of targets) {
    await page.goto(target);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText("There is nothing here")).toHaveCount(0);
  }
  await page.goto("/no/such/page");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test("the shop speaks German, and remembers it", async ({ page }) => {
  await page.goto("/about");
  await page.getByLabel("Language").selectOption("de");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Ein kleiner Laden für Dinge, die bleiben",
  );
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.goto("/products/dune-mug");
  await expect(
    page.getByRole("button", { name: /in den warenkorb.*24/i }).locator("visible=true"),
  ).toBeVisible();
});

test("a shop that does not answer says so, and goes on when it does", async ({ page }) => {
  await page.route("**/api/v1/products?**", (route) => route.abort("connectionrefused"));
  // The first products of a list as it is come with the page.
  await page.goto("/shop?sort=price_asc");
  await expect(page.getByRole("alert")).toContainText("No connection");
  await page.unroute("**/api/v1/products?**");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("article").first()).toBeVisible();
});

test("scripts come compressed and are kept, the page is not", async ({ page, request, baseURL }) => {
  const html = await request.get("/", { headers: { accept: "text/html" } });
  expect(html.headers()["cache-control"]).toBe("no-cache");
  const policy = html.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("unsafe-inline");
  const foreign: string[] = [];
  const kept: string[] = [];
  page.on("response", async (response) => {
    const url = new URL(response.url());
    if (!response.url().startsWith(baseURL ?? "-") && url.protocol !== "blob:") foreign.push(response.url());
    if (url.pathname.startsWith("/assets/")) kept.push(response.headers()["cache-control"] ?? "");
  });
  await page.goto("/");
  await expect(page.getByRole("article").first()).toBeVisible();
  expect(foreign).toEqual([]);
  expect(new Set(kept)).toEqual(new Set(["public, max-age=31536000, immutable"]));
  expect((await request.get("/assets/gone.js", { headers: { accept: "text/html" } })).status()).toBe(404);
});
