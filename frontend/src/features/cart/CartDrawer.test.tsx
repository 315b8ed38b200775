import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { show, violations } from "../../../tests/render";
import { cart, eur, line, problem, server } from "../../../tests/server";
import CartDrawer from "./CartDrawer";
import { setDrawer } from "./cart";
import { cartToken } from "./token";

const routes = [{ path: "/", Component: CartDrawer }];

beforeEach(() => {
  cartToken.set("guest");
  setDrawer(true);
  server.use(http.get("*/api/v1/cart", () => HttpResponse.json(cart(line(1)))));
});

it("shows lines and sum, and how far free shipping is", async () => {
  const { container } = show(routes, "/");
  expect(await screen.findByTestId("subtotal")).toHaveTextContent("€24");
  expect(await screen.findByText(/€26 away from free shipping/)).toBeInTheDocument();
  expect(await violations(container)).toEqual([]);
});

it("changes at once, and back when the server refuses", async () => {
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.use(
    http.patch("*/api/v1/cart/lines/*", async () => {
      await asked;
      return problem(409, "out_of_stock");
    }),
  );
  const { user } = show(routes, "/");
  await user.click(await screen.findByRole("button", { name: /increase/i }));
  await waitFor(() => expect(screen.getByTestId("subtotal")).toHaveTextContent("€48"));
  answer();
  await waitFor(() => expect(screen.getByTestId("subtotal")).toHaveTextContent("€24"));
  expect(screen.getByText(/has just sold out/)).toBeInTheDocument();
});

it("what was removed can be had back", async () => {
  server.use(
    http.delete("*/api/v1/cart/lines/*", () => HttpResponse.json(cart())),
    http.post("*/api/v1/cart/lines", async ({ request }) => {
      const { quantity } = (await request.json()) as { quantity: number };
      return HttpResponse.json(cart(line(quantity)));
    }),
  );
  const { user } = show(routes, "/");
  await user.click(await screen.findByRole("button", { name: /^remove/i }));
  expect(await screen.findByText(/nothing here yet/i)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: /undo/i }));
  expect(await screen.findByTestId("subtotal")).toHaveTextContent("€24");
});

it("says what keeps a line from being bought, and offers the rest", async () => {
  server.use(
    http.get("*/api/v1/cart", () => HttpResponse.json(cart(line(9, { problem: "not_enough_stock" })))),
    http.patch("*/api/v1/cart/lines/*", () => HttpResponse.json(cart(line(4)))),
    // Whether more than these are sold.
    http.get("*/api/v1/products/dune-mug", () => HttpResponse.json({ variants: [] })),
  );
  const { user } = show(routes, "/");
  const dialog = within(screen.getByRole("dialog"));
  expect(await dialog.findByText(/only 4 left/i)).toBeInTheDocument();
  expect(dialog.queryByRole("link", { name: /checkout/i })).toBeNull();
  await user.click(dialog.getByRole("button", { name: /take 4/i }));
  expect(await dialog.findByRole("link", { name: /checkout/i })).toBeInTheDocument();
});

it("explains why a code does not apply, and says at the field what is no code", async () => {
  const reason = {
    code: "TENTH",
    name: "A tenth off",
    applies: false,
    amount: eur(0),
    reason: "below_minimum",
  };
  let sent = 0;
  server.use(
    http.post("*/api/v1/cart/codes", () => {
      sent += 1;
      return HttpResponse.json({ ...cart(line(1)), codes: [reason] });
    }),
  );
  const { user, container } = show(routes, "/");
  await user.click(await screen.findByRole("button", { name: /have a code/i }));
  await user.type(screen.getByLabelText("Promotion code"), "x{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent(/3 to 40/);
  expect(sent).toBe(0);
  await user.type(screen.getByLabelText("Promotion code"), "tenth{Enter}");
  expect(await screen.findByText(/not worth enough for it yet/)).toBeInTheDocument();
  expect(await violations(container)).toEqual([]);
});
