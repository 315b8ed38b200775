import { act, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, it } from "vitest";
import { show, violations } from "../../../tests/render";
import { cart, eur, line, mug, problem, server } from "../../../tests/server";
import type { TalkMoment, TalkRequest } from "../../api/generated";
import { client } from "../../api/generated/client.gen";
import AssistantPanel from "./AssistantPanel";
import { beginAnew } from "./answer";
import { setDoor } from "./door";

const routes = [
  { path: "/", Component: AssistantPanel },
  { path: "/products/:slug", Component: AssistantPanel },
];

const encoder = new TextEncoder();

/** An answer that is told by hand. */
function answers() {
  const asked: TalkRequest[] = [];
  let page: ReadableStreamDefaultController<Uint8Array> | undefined;
  server.use(
    http.post("*/api/v1/assistant/messages", async ({ request }) => {
      asked.push((await request.json()) as TalkRequest);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          page = controller;
        },
      });
      return new HttpResponse(body, { headers: { "content-type": "text/event-stream" } });
    }),
  );
  const raw = async (text: string) => {
    await waitFor(() => expect(page).toBeDefined());
    await act(async () => page?.enqueue(encoder.encode(text)));
  };
  const tell = (...moments: TalkMoment[]) =>
    raw(moments.map((moment) => `data: ${JSON.stringify(moment)}\n\n`).join(""));
  const end = () => act(async () => page?.close());
  return { asked, raw, tell, end };
}

beforeEach(() => {
  // There is no page whose origin requests could be relative to.
  client.setConfig({ baseURL: location.origin });
  setDoor(true);
});
afterEach(() => {
  act(() => {
    beginAnew();
    setDoor(false);
  });
  client.setConfig({ baseURL: "" });
});

const offer = {
  variant_id: "01930000-0000-7000-8000-0000000000b1",
  product: "dune-mug",
  name: "Dune Stoneware Mug – Sand",
  quantity: 2,
  price: eur(2400),
};

it("shows words as they come, names products, and puts into the cart what is pressed", async () => {
  const { asked, raw, tell, end } = answers();
  const added: unknown[] = [];
  server.use(
    http.post("*/api/v1/cart/lines", async ({ request }) => {
      added.push(await request.json());
      return HttpResponse.json(cart(line(2)));
    }),
  );
  const { user, container } = show(routes, "/products/dune-mug");
  await user.type(screen.getByLabelText("Your question"), "Two mugs, please{Enter}");
  await raw(": still here\n\n");
  await tell({ kind: "text", text: "The Dune mug " });
  expect(await screen.findByText(/^The Dune mug/)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Stop answering" })).toBeInTheDocument();
  await tell({ kind: "looking" });
  expect(screen.getAllByText("Looking it up …")[0]).toBeInTheDocument();
  await tell(
    { kind: "proposal", proposal: offer },
    { kind: "text", text: "is <b>here</b>." },
    { kind: "products", products: [mug] },
    { kind: "done" },
  );
  await end();
  expect(await screen.findByRole("link", { name: /dune stoneware mug/i })).toHaveAttribute(
    "href",
    "/products/dune-mug",
  );
  // What is heard is the whole answer, as text.
  expect(screen.getByRole("status")).toHaveTextContent("The Dune mug is <b>here</b>.");
  expect(asked).toEqual([{ messages: [{ from: "shopper", text: "Two mugs, please" }], product: "dune-mug" }]);
  expect(added).toEqual([]);
  expect(await violations(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: /add 2 × dune stoneware mug/i }));
  expect(await screen.findByText("In your cart")).toBeInTheDocument();
  expect(added).toEqual([{ variant_id: offer.variant_id, quantity: 2 }]);
});

it("says that the connection broke off, keeps what was said, and asks again when told to", async () => {
  const { asked, tell, end } = answers();
  const { user } = show(routes, "/");
  await user.type(screen.getByLabelText("Your question"), "Mugs?{Enter}");
  await tell({ kind: "text", text: "There are" });
  await end();
  expect((await screen.findAllByText("The connection broke off."))[0]).toBeInTheDocument();
  expect(screen.getByText(/There are/)).toBeInTheDocument();
  expect(asked).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(asked).toHaveLength(2));
  // What came to nothing is not told.
  expect(asked[1]?.messages).toEqual([{ from: "shopper", text: "Mugs?" }]);
  await tell({ kind: "text", text: "Yes, some." }, { kind: "done" });
  expect((await screen.findAllByText(/Yes, some\./))[0]).toBeInTheDocument();
  expect(screen.queryByText(/There are/)).toBeNull();
});

it("stops, and goes on with what is asked next", async () => {
  const { asked, tell } = answers();
  const { user } = show(routes, "/");
  await user.type(screen.getByLabelText("Your question"), "Tell me everything{Enter}");
  await tell({ kind: "text", text: "Everything began" });
  await user.click(screen.getByRole("button", { name: "Stop answering" }));
  expect((await screen.findAllByText("Stopped."))[0]).toBeInTheDocument();
  await user.type(screen.getByLabelText("Your question"), "Less{Enter}");
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]?.messages.map(({ text }) => text)).toEqual([
    "Tell me everything",
    "Everything began",
    "Less",
  ]);
  await tell({ kind: "trouble", trouble: "out_of_budget" });
  expect((await screen.findAllByText(/enough for today/))[0]).toBeInTheDocument();
});

it.each([
  [() => problem(503, "too_many_streams"), /many are asking/i],
  [() => problem(429, "too_many_requests"), /many are asking/i],
  [() => problem(422, "models_off"), /does not answer/i],
  [() => HttpResponse.error(), /no connection/i],
])("says why nobody answers, and leads to a person", async (answer, said) => {
  server.use(http.post("*/api/v1/assistant/messages", answer));
  const { user } = show(routes, "/");
  await user.click(screen.getByRole("button", { name: /what does shipping cost/i }));
  expect((await screen.findAllByText(said))[0]).toBeInTheDocument();
  await user.click(screen.getAllByRole("button", { name: "Write to a person" }).at(-1) as HTMLElement);
  expect(screen.getByRole("form", { name: "Write to a person" })).toBeInTheDocument();
});

it("hands over to a person with the talk, or without it", async () => {
  const { tell } = answers();
  const sent: unknown[] = [];
  server.use(
    http.post("*/api/v1/inquiries", async ({ request }) => {
      sent.push(await request.json());
      expect(request.headers.get("idempotency-key")).toHaveLength(36);
      return HttpResponse.json({ id: "i" }, { status: 201 });
    }),
  );
  const { user, container } = show(routes, "/");
  await user.type(screen.getByLabelText("Your question"), "A human, please{Enter}");
  await tell({ kind: "hand_over" }, { kind: "text", text: "Somebody will help." }, { kind: "done" });
  const answer = (await screen.findByText(/a person of the shop can help/i)).parentElement as HTMLElement;
  await user.click(within(answer).getByRole("button", { name: "Write to a person" }));
  const form = within(screen.getByRole("form"));
  expect(form.getByLabelText("What is it about?")).toHaveValue("A human, please");
  expect(await violations(container)).toEqual([]);
  await user.click(form.getByRole("button", { name: "Send" }));
  expect(sent).toEqual([]);
  await user.type(form.getByLabelText("Your e-mail"), "ada@example.org");
  await user.click(form.getByRole("button", { name: "Send" }));
  expect(await screen.findByText(/answer to ada@example.org/)).toBeInTheDocument();
  expect(sent).toEqual([
    {
      email: "ada@example.org",
      message: "A human, please",
      transcript: [
        { from: "shopper", text: "A human, please" },
        { from: "assistant", text: "Somebody will help." },
      ],
    },
  ]);
  await user.click(screen.getByRole("button", { name: "Back to the talk" }));
  expect(screen.getByLabelText("Your question")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Start over" }));
  expect(screen.getByText("What are you looking for?")).toBeInTheDocument();
});

it("closes on Escape", async () => {
  const { user } = show(routes, "/");
  await user.click(screen.getByLabelText("Your question"));
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
});
