/** The pages of an account, in the state in which people see them. */
import type { APIRequestContext, Page } from "@playwright/test";
import { at, type Shown, simple } from "./pages";
import { asStaff, expect, logIn } from "./shop";

export const ACCOUNT_PAGES: Shown[] = [
  {
    name: "returned",
    path: "/orders/ID",
    open: async (page) => {
      await at("/account")(page);
      const list = page.getByRole("main").getByRole("listitem").filter({ hasText: "Mug" });
      await list.first().getByRole("link").first().click();
      const returns = page.getByRole("heading", { name: "Returns" });
      await expect(returns).toBeVisible();
      await returns.evaluate((node) => node.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "orders",
    path: "/account",
    open: async (page) => {
      await at("/account")(page);
      await expect(
        page.getByRole("main").getByRole("listitem").filter({ hasText: "Mug" }).first(),
      ).toBeVisible();
    },
  },
  simple("addresses", "/account/addresses"),
  {
    name: "wishlist",
    path: "/account/wishlist",
    open: async (page) => {
      await at("/account/wishlist")(page);
      await expect(page.getByText(/heron/i).first()).toBeVisible();
    },
  },
  {
    name: "security",
    path: "/account/security",
    open: async (page) => {
      await at("/account/security")(page);
      await expect(page.getByRole("button", { name: "Set up" })).toBeVisible();
    },
  },
  simple("profile", "/account/profile"),
  simple("data", "/account/data"),
  {
    name: "sessions",
    path: "/account/sessions",
    open: async (page) => {
      await at("/account/sessions")(page);
      await expect(page.getByText("This one")).toBeVisible();
    },
  },
];

/** So that no page of the demonstration's customer is empty: a parcel that came, a return, an address, a wish. */
async function furnish(request: APIRequestContext) {
  const staff = await asStaff(request, "staff@penden.example");
  const ada = await asStaff(request, "ada@penden.example");
  const post = async (path: string, data: object, who: Record<string, string>) => {
    const headers = { ...who, "Idempotency-Key": `furnish${path}` };
    const answer = await request.post(`/api/v1${path}`, { headers, data });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const { items } = await (await request.get("/api/v1/orders", { headers: ada })).json();
  const order = `/orders/${items.at(-1).order_id}`;
  const address = {
    name: "Ada Lovelace",
    line1: "Way 1",
    postal_code: "10115",
    city: "Berlin",
    country: "DE",
  };
  await post("/me/addresses", { address, default_shipping: true }, ada);
  const { id } = await (await request.get("/api/v1/products/heron-kettle")).json();
  await request.put(`/api/v1/me/wishlist/${id}`, { headers: ada });
  const sent = await post(`${order}/shipments`, { carrier: "DHL", tracking: "00340434161094" }, staff);
  await request.post(`/api/v1${order}/shipments/${sent.id}/deliver`, { headers: staff });
  const { returnable } = await (await request.get(`/api/v1${order}/returns`, { headers: ada })).json();
  if (returnable.length > 0) {
    const lines = [{ line_id: returnable[0].line_id, quantity: 1, reason: "damaged" }];
    await post(`${order}/returns`, { lines, message: "The handle is broken." }, ada);
  }
}

/** As the demonstration's customer, who has an order. */
export async function enter(page: Page) {
  await furnish(page.request);
  await page.goto("/log-in");
  await logIn(page, "ada@penden.example", "penden-demo");
  await expect(page.getByRole("heading", { name: /hello/i })).toBeVisible();
}
