import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, it, vi } from "vitest";
import { show, violations } from "../../../tests/render";
import { problem, server } from "../../../tests/server";
import { Toaster } from "../../components/toast";
import { save } from "../../lib/save";
import DataPage from "./DataPage";

vi.mock("../../lib/save", () => ({ save: vi.fn() }));
// Files of the browser are not known to the stand-in of the network.
vi.mock("../../api/generated", async (original) => ({
  ...(await original<object>()),
  getMyDataExportFile: async () => ({ data: new Blob(["{}"]) }),
}));

const ID = "01930000-0000-7000-8000-0000000000e1";
const asked = {
  id: ID,
  state: "asked",
  orders_total: 400,
  orders_gathered: 200,
  bytes: 0,
  created_at: "2026-11-21T08:00:00Z",
  expires_at: "2026-11-28T08:00:00Z",
};
const ready = { ...asked, state: "ready", orders_gathered: 400, bytes: 12, ready_at: asked.created_at };

function Page() {
  return (
    <>
      <DataPage />
      <Toaster />
    </>
  );
}
const routes = [{ path: "/", Component: Page }];

/** What the list has at each reading; the last holds on. */
function answer(...readings: object[][]) {
  let count = 0;
  server.use(
    http.get("*/api/v1/me/data-exports", () =>
      HttpResponse.json({ items: readings[Math.min(count++, readings.length - 1)] }),
    ),
  );
}

it("asks once, shows how far it is, and hands over the file", async () => {
  const keys: (string | null)[] = [];
  answer([], [asked], [ready]);
  server.use(
    http.post("*/api/v1/me/data-exports", ({ request }) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return HttpResponse.json(asked, { status: 202 });
    }),
  );
  const { user, container } = show(routes, "/");
  const button = await screen.findByRole("button", { name: "Gather my data" });
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
  expect(await screen.findByText("200 of 400 orders")).toBeInTheDocument();
  expect(button).toBeDisabled();
  expect(screen.getByRole("progressbar")).toHaveAttribute("value", "200");
  expect(await violations(container)).toEqual([]);
  await user.click(await screen.findByRole("button", { name: "Download" }, { timeout: 4000 }));
  await waitFor(() => expect(save).toHaveBeenCalledOnce());
  expect(keys).toEqual([expect.any(String)]);
  expect(button).toBeEnabled();
});

it("says what to do when it failed, or was asked for too often", async () => {
  answer([{ ...asked, state: "failed" }]);
  server.use(http.post("*/api/v1/me/data-exports", () => problem(429, "too_many_requests")));
  const { user } = show(routes, "/");
  expect(await screen.findByText("That did not work. Please ask again.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Gather my data" }));
  expect(await screen.findByText(/asked for it often today/)).toBeInTheDocument();
});
