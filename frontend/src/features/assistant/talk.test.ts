import { afterEach, expect, it, vi } from "vitest";
import { mug } from "../../../tests/server";
import type { TalkMoment } from "../../api/generated";
import { after, type Exchange, messagesOf, transcriptOf } from "./talk";

const exchange = (question: string, answer: string, more: Partial<Exchange> = {}): Exchange => ({
  id: question,
  question,
  answer,
  state: "done",
  products: [],
  offers: [],
  ...more,
});

afterEach(() => vi.resetModules());

it("tells what the API takes: the newest, the question last, nothing empty and nothing too long", () => {
  const long = Array.from({ length: 30 }, (_, n) => exchange(`${n} ${"ä".repeat(1900)}`, "b".repeat(9000)));
  const told = messagesOf([...long, exchange("and now?\u0007", "", { state: "answering" })]);
  expect(told.at(-1)).toEqual({ from: "shopper", text: "and now?" });
  expect(told.length).toBeLessThanOrEqual(20);
  expect(told.reduce((sum, { text }) => sum + [...text].length, 0)).toBeLessThanOrEqual(16_000);
  expect(Math.max(...told.map(({ text }) => [...text].length))).toBeLessThanOrEqual(4000);
  // What a page counts as two is one character for the server.
  const [faces] = messagesOf([exchange("🫖".repeat(1500), "")]);
  expect([...(faces?.text ?? "")].length).toBe(1500);
  expect(transcriptOf(long)).toHaveLength(40);
});

it("puts an answer together of its moments", () => {
  const offer = { variant_id: "v", product: "mug", name: "Mug", quantity: 2, price: mug.price_from };
  const moments = [
    { kind: "text", text: "Let me " },
    { kind: "text", text: "look. " },
    { kind: "looking" },
    { kind: "proposal", proposal: offer },
    { kind: "proposal", proposal: { ...offer, quantity: 3 } },
    { kind: "a_thing_of_tomorrow" },
    { kind: "text", text: " Here." },
    { kind: "products", products: [mug] },
    { kind: "hand_over" },
    { kind: "done" },
  ] as unknown as TalkMoment[];
  const whole = moments.reduce(after, exchange("mugs?", "", { state: "answering" }));
  expect(whole).toMatchObject({ answer: "Let me look.\n\nHere.", state: "done", handsOver: true });
  expect(whole.products).toEqual([mug]);
  expect(whole.offers.map(({ quantity }) => quantity)).toEqual([3]);
  expect(after(whole, { kind: "trouble", trouble: "cut_off" }).state).toBe("cut_off");
});

it("remembers the visit, and nothing of somebody else", async () => {
  vi.resetModules();
  const first = await import("./talk");
  first.belongsTo(null);
  first.begin(exchange("mugs?", "", { state: "answering" }));
  // A reload in the middle of the answer.
  vi.resetModules();
  const second = await import("./talk");
  expect(second.exchanges()).toMatchObject([{ question: "mugs?", state: "broken" }]);
  expect(second.belongsTo("ada")).toBe(false);
  expect(second.exchanges()).toHaveLength(1);
  expect(second.belongsTo(null)).toBe(true);
  expect(second.exchanges()).toEqual([]);
  expect(sessionStorage.length).toBe(0);
});

it("begins anew where something else stands in its place", async () => {
  sessionStorage.setItem("penden.talk", '{"exchanges":"nonsense"}');
  vi.resetModules();
  expect((await import("./talk")).exchanges()).toEqual([]);
});
