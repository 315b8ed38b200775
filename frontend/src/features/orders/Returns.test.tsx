import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it } from "vitest";
import { show, violations } from "../../../tests/render";
import { eur, problem, server } from "../../../tests/server";
import type { Order, OrderReturns, Return } from "../../api/generated";
import { asked } from "./asked";
import Returns from "./Returns";

const order = {
  id: "o",
  lines: [
    { id: "a", name: "Mug" },
    { id: "b", name: "Pot" },
  ],
} as Order;

const one: Return = {
  id: "r",
  number: "7-R1",
  order_id: "o",
  state: "approved",
  lines: [
    { line_id: "a", product_id: "p", sku: "MUG", name: "Mug", quantity: 1, reason: "damaged", restocked: 0 },
  ],
  message: "",
  answer: "Wrap it <b>well</b>.",
  amount: eur(900),
  created_at: "2026-11-21T08:00:00Z",
  updated_at: "2026-11-21T08:00:00Z",
};

const routes = [{ path: "/", element: <Returns order={order} /> }];
const answers = (returns: OrderReturns) =>
  server.use(http.get("*/api/v1/orders/o/returns", () => HttpResponse.json(returns)));

it("asks for what was chosen, and says what the shop refuses", async () => {
  answers({ items: [], returnable: [{ line_id: "a", quantity: 2 }] });
  const bodies: unknown[] = [];
  server.use(
    http.post("*/api/v1/orders/o/returns", async ({ request }) => {
      bodies.push([await request.json(), request.headers.get("idempotency-key")?.length]);
      return bodies.length === 1
        ? problem(422, "more_than_returnable")
        : HttpResponse.json(one, { status: 201 });
    }),
  );
  const { user, container } = show(routes, "/");
  await user.click(await screen.findByRole("button", { name: /send something back/i }));
  const form = await screen.findByRole("form");
  await user.click(within(form).getByRole("button", { name: /ask for the return/i }));
  expect(await within(form).findByText(/at least one item/i)).toBeInTheDocument();
  await user.selectOptions(within(form).getByLabelText(/mug: how many/i), "2");
  await user.selectOptions(within(form).getByLabelText(/why/i), "damaged");
  expect(await violations(container)).toEqual([]);
  await user.click(within(form).getByRole("button", { name: /ask for the return/i }));
  expect(await within(form).findByText(/refused: more_than_returnable/i)).toBeInTheDocument();
  await user.click(within(form).getByRole("button", { name: /ask for the return/i }));
  const body = { lines: [{ line_id: "a", quantity: 2, reason: "damaged" }] };
  await expect
    .poll(() => bodies)
    .toEqual([
      [body, 36],
      [body, 36],
    ]);
});

it("shows where a return stands and what the shop says, as text", async () => {
  answers({ items: [one], returnable: [] });
  show(routes, "/");
  expect(await screen.findByText("Please send it")).toBeInTheDocument();
  expect(screen.getByText(/wrap it <b>well<\/b>\./i)).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: /send something back/i })).toBeNull();
  expect(screen.getByRole("button", { name: /keep it/i })).toBeInTheDocument();
});

it("leaves out what was not chosen", () => {
  const lines = [
    { id: "a", name: "Mug", quantity: 2 },
    { id: "b", name: "Pot", quantity: 1 },
  ];
  expect(asked({ "quantity:a": "0", "quantity:b": "0" }, lines)).toBeNull();
  const values = { "quantity:a": "1", "reason:a": "spite", "quantity:b": "0", message: " too\nsmall " };
  expect(asked(values, lines)).toEqual({
    lines: [{ line_id: "a", quantity: 1, reason: "other" }],
    message: "too small",
  });
});
