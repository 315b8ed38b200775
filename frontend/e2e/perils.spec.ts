import {
  addToCart,
  CARDS,
  expect,
  fillCheckout,
  logIn,
  mailsTo,
  newEmail,
  payButton,
  register,
  step,
  test,
} from "./shop";

test("two tabs have one cart, and what one orders is gone from the other", async ({
  page,
  request,
  context,
}) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/log-in");
  await logIn(page, email);
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, null, CARDS.good);
  const other = await context.newPage();
  await other.goto("/cart");
  await expect(other.getByTestId("subtotal")).toHaveText("€24");
  await payButton(page).click();
  await expect(step(page, "paid")).toHaveAttribute("data-state", "done");
  await expect(other.getByText(/nothing here yet/i)).toBeVisible();
});

test("an order is told live, and by looking when the stream does not come", async ({ page, request }) => {
  const streams: string[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith("/live")) streams.push(response.headers()["content-type"] ?? "");
  });
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, newEmail(), CARDS.good);
  await payButton(page).click();
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await expect(step(page, "mail")).toHaveAttribute("data-state", "done");
  expect(streams).toContain("text/event-stream");

  const email = newEmail();
  await page.route("**/api/v1/orders/*/live", (route) => route.abort("connectionrefused"));
  const again = await addToCart(page);
  await again.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, email, CARDS.good);
  await payButton(page).click();
  await expect(step(page, "mail")).toHaveAttribute("data-state", "done");
  await expect(page.getByText("Live", { exact: true })).toHaveCount(0);
  await expect
    .poll(async () => (await mailsTo(request, email)).map((mail) => mail.template))
    .toContain("invoice_issued");
});

test("a slow network shows skeletons first, and nothing jumps", async ({ page }) => {
  await page.route("**/api/v1/products?**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto("/shop?in_stock=true");
  await expect(page.getByRole("status", { name: /loading products/i })).toBeVisible();
  await expect(page.getByRole("article").first()).toBeVisible();
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            value: number;
            hadRecentInput: boolean;
          })[])
            if (!entry.hadRecentInput) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );
  expect(shift).toBeLessThan(0.02);
});

test("while the API is down the shop says so, and it goes on when it is back", async ({ page }) => {
  await page.route("**/api/**", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      json: { code: "unavailable", status: 503, detail: "", errors: [], request_id: "01a2009c" },
    }),
  );
  await page.goto("/products/dune-mug");
  // What came with the page is there; what has to be asked for is not.
  await expect(page.getByRole("heading", { level: 1, name: "Dune Stoneware Mug" })).toBeVisible();
  await page
    .getByRole("button", { name: /add to cart/i })
    .locator("visible=true")
    .click();
  await expect(page.getByText(/being looked after/i).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.unroute("**/api/**");
  await addToCart(page);
});

test("a session that ends during the checkout leads back to it", async ({ page, request }) => {
  const email = newEmail();
  await register(request, email);
  await page.goto("/log-in");
  await logIn(page, email);
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
  const drawer = await addToCart(page);
  await drawer.getByRole("link", { name: "Checkout" }).click();
  await fillCheckout(page, null, CARDS.good);
  // Somebody ends it from another place: neither the access token nor the cookie is good any more.
  await page.route("**/api/v1/auth/refresh", (route) =>
    route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      json: { code: "session_ended", status: 401, detail: "", errors: [], request_id: "01a2009c" },
    }),
  );
  let isOver = true;
  await page.route("**/api/v1/**", (route) => {
    const { pathname } = new URL(route.request().url());
    if (!isOver || !route.request().headers().authorization || pathname.startsWith("/api/v1/auth"))
      return route.fallback();
    return route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      json: { code: "token_invalid", status: 401, detail: "", errors: [], request_id: "01a2009c" },
    });
  });
  await payButton(page).click();
  await expect(page.getByText("Your session has ended. Please log in again.")).toBeVisible();
  isOver = false;
  await page.unroute("**/api/v1/auth/refresh");
  await logIn(page, email);
  await expect(page).toHaveURL(/\/checkout$/);
  await expect(page.getByText(`You order as ${email}.`)).toBeVisible();
  // What was filled in is still there, apart from the card.
  await expect(page.getByLabel("City")).toHaveValue("Berlin");
  await page.getByRole("button", { name: CARDS.good }).click();
  await payButton(page).click();
  await expect(step(page, "paid")).toHaveAttribute("data-state", "done");
});

test("who is offline is told so", async ({ page, context }) => {
  await page.goto("/");
  await expect(page.getByRole("article").first()).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(/you are offline/i)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/you are offline/i)).toHaveCount(0);
});
