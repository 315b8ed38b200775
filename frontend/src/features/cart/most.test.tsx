import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { show } from "../../../tests/render";
import { cart, line, server } from "../../../tests/server";
import type { Backorder, CartLine } from "../../api/generated";
import { CartLines } from "./CartLines";
import { mostOf } from "./most";
import { cartToken } from "./token";

let asked = 0;

/** The product of the lines, sold beyond what is there as told. */
const sells = (backorder?: Backorder) =>
  server.use(
    http.get("*/api/v1/products/dune-mug", () => {
      asked += 1;
      return HttpResponse.json({ variants: [{ id: "another" }, { id: line(1).variant_id, backorder }] });
    }),
  );

const draw = (one: CartLine) => show([{ path: "/", Component: () => <CartLines cart={cart(one)} /> }], "/");
const more = () => screen.getByRole("button", { name: /increase/i });

beforeEach(() => {
  asked = 0;
  cartToken.set("guest");
});

it.each([
  ["what is there", line(1), undefined, 4],
  ["what is there and what comes", line(1), { left: 3 }, 7],
  ["nothing more when all that comes is promised", line(4), { left: 0 }, 4],
  ["as many as one order holds where nothing limits it", line(1), {}, 99],
  ["what comes alone where less than nothing is there", line(1, { available: -2 }), { left: 5 }, 5],
  ["what is in it already", line(9), undefined, 9],
])("a line can hold %s", (_, one, backorder, most) => {
  expect(mostOf(one, backorder)).toBe(most);
});

it("goes beyond what is there up to what is sold beyond it", async () => {
  sells({ left: 2 });
  draw(line(5, { backordered: 1 }));
  await waitFor(() => expect(more()).toBeEnabled());
  expect(asked).toBe(1);
});

it("stops where nothing more is sold", async () => {
  sells({ left: 2 });
  draw(line(6, { backordered: 2 }));
  await waitFor(() => expect(asked).toBe(1));
  expect(more()).toBeDisabled();
});

it("asks nobody while there is more", () => {
  sells();
  draw(line(3));
  expect(more()).toBeEnabled();
  expect(asked).toBe(0);
});
