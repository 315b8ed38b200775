import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { show, violations } from "../../../../tests/render";
import { server } from "../../../../tests/server";
import { StartExport } from "./StartExport";

const { allowed } = vi.hoisted(() => ({ allowed: { all: true } }));
// Who is logged in is the shell's business.
vi.mock("../../access", () => ({ useMay: (one: string) => allowed.all || one === "orders_read" }));

let asked: unknown[] = [];
beforeEach(() => {
  allowed.all = true;
  asked = [];
  server.use(
    http.get("*/api/v1/brands", () =>
      HttpResponse.json({ items: [{ id: "b", slug: "kiln", name: "Kiln" }] }),
    ),
    http.post("*/api/v1/exports", async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ id: "e", state: "running" }, { status: 202 });
    }),
  );
});

async function open() {
  const shown = show([{ path: "/", Component: StartExport }], "/");
  await shown.user.click(screen.getByRole("button", { name: "Export" }));
  const dialog = screen.getByRole("dialog");
  const send = async () => {
    await shown.user.click(screen.getAllByRole("button", { name: "Export" }).at(-1) as HTMLElement);
    await waitFor(() => expect(asked).toHaveLength(1));
  };
  return { ...shown, dialog, send };
}

it("asks for the products of one category and brand", async () => {
  const { user, container, send } = await open();
  await user.selectOptions(screen.getByLabelText("Category"), await screen.findByText("Kitchen"));
  await user.selectOptions(screen.getByLabelText("Brand"), await screen.findByText("Kiln"));
  await user.click(screen.getByLabelText("Draft"));
  expect(await violations(container)).toEqual([]);
  await send();
  expect(asked).toEqual([
    { what: "products", format: "csv", category_id: "k", brand_id: "b", product_states: ["draft"] },
  ]);
});

it("asks orders for what orders have", async () => {
  const { user, send } = await open();
  await user.selectOptions(screen.getByLabelText("What"), "orders");
  expect(screen.queryByLabelText("Brand")).toBeNull();
  await user.click(screen.getByLabelText("Placed"));
  await send();
  expect(asked).toEqual([{ what: "orders", format: "csv", order_states: ["placed"] }]);
});

it("offers what one may see", async () => {
  allowed.all = false;
  await open();
  expect(screen.queryByRole("option", { name: "Products" })).toBeNull();
  expect(screen.queryByLabelText("Category")).toBeNull();
  expect(screen.getByLabelText("From")).toBeInTheDocument();
});
