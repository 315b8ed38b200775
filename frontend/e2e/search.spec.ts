import { expect, test } from "./shop";

test("searches are offered as one types, and taken by the keyboard", async ({ page }) => {
  await page.goto("/");
  const field = page.getByRole("combobox", { name: "Search products" });
  await field.pressSequentially("mu");
  const offers = page.getByRole("listbox", { name: "Suggestions" });
  await expect(offers.getByRole("option").first()).toContainText(/mug/i);
  await field.press("ArrowDown");
  const first = offers.getByRole("option").first();
  await expect(first).toHaveAttribute("aria-selected", "true");
  await field.press("Escape");
  await expect(offers).toBeHidden();
  await expect(field).toHaveValue("mu");
  await field.fill("mug");
  await field.press("Enter");
  await expect(page).toHaveURL(/\/shop\?q=mug$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("mug");
  await expect(page.getByRole("article").first().locator("mark").first()).toHaveText(/mug/i);
});

test("a search is its address: filters, order, Back and reload", async ({ page, isMobile }) => {
  test.skip(isMobile, "the filters are beside the list there");
  await page.goto("/shop?q=stoneware");
  const first = page.getByRole("article").first();
  await expect(first).toBeVisible();
  await page.getByLabel("Sort by").selectOption("price_desc");
  await expect(page).toHaveURL(/sort=price_desc/);
  await page.getByRole("complementary", { name: "Filters" }).getByLabel("In stock only").check();
  await expect(page).toHaveURL(/in_stock=true/);
  const url = page.url();
  const name = await first.getByRole("link").textContent();
  await first.getByRole("link").click();
  await expect(page).toHaveURL(/\/products\//);
  await page.goBack();
  await expect(page).toHaveURL(url);
  await expect(first).toContainText(name ?? "");
  await page.reload();
  await expect(first).toContainText(name ?? "");
});

test("a typing mistake finds what was meant, and nonsense finds help", async ({ page }) => {
  await page.goto("/shop?q=stonewear");
  await expect(page.getByRole("article").first()).toBeVisible();
  await page.goto("/shop?q=qqqqzzzz");
  await expect(page.getByRole("heading", { name: /^nothing found/i })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Kitchen" })).toBeVisible();
});
