import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { show, violations } from "../../../../tests/render";
import { eur, server } from "../../../../tests/server";
import type { Inquiry } from "../../../api/generated";
import { answerLink } from "./answer";
import InquiriesPage from "./InquiriesPage";
import InquiryPage from "./InquiryPage";

const { may } = vi.hoisted(() => ({ may: { write: true } }));
// Who is logged in is the shell's business.
vi.mock("../../access", () => ({ useMay: () => may.write }));

const inquiry: Inquiry = {
  id: "i",
  state: "open",
  email: "ada@example.org",
  message: "Where is <b>it</b>?\nI wait.",
  transcript: [
    { from: "shopper", text: "Where is my order?" },
    { from: "assistant", text: "I cannot see it." },
  ],
  created_at: "2026-11-22T10:00:00Z",
};
const order = {
  id: "o",
  number: "4K7T9-2QXMB",
  state: "placed",
  created_at: "2026-11-21T10:00:00Z",
  total: eur(900),
};
const ROUTES = [
  { path: "/shop/inquiries", Component: InquiriesPage },
  { path: "/shop/inquiries/:id", Component: InquiryPage },
];

let searched: string[] = [];
beforeEach(() => {
  may.write = true;
  searched = [];
  server.use(
    http.get("*/api/v1/inquiries/i", () => HttpResponse.json(inquiry)),
    http.get("*/api/v1/orders/search", ({ request }) => {
      searched.push(new URL(request.url).search);
      return HttpResponse.json({ items: [order] });
    }),
  );
});

it("lists what was asked, by state and order", async () => {
  const asked: string[] = [];
  server.use(
    http.get("*/api/v1/inquiries", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ items: [inquiry] });
    }),
  );
  const { user, container } = show(ROUTES, "/shop/inquiries");
  const link = await screen.findByRole("link", { name: /where is <b>it<\/b>/i });
  expect(link).toHaveAttribute("href", "/shop/inquiries/i");
  expect(screen.getByText("2 messages")).toBeInTheDocument();
  await user.selectOptions(screen.getByLabelText("State"), "open");
  await expect.poll(() => asked.at(-1)).toContain("state=open");
  expect(await violations(container)).toEqual([]);
});

it("shows the talk, has a reply drafted, and closes", async () => {
  const sent: unknown[] = [];
  server.use(
    http.post("*/api/v1/orders/o/drafts", async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ id: "d" }, { status: 202 });
    }),
    http.post("*/api/v1/inquiries/i/close", () => {
      sent.push("closed");
      return HttpResponse.json({ ...inquiry, state: "closed" });
    }),
  );
  const { user, container } = show(ROUTES, "/shop/inquiries/i");
  expect(await screen.findByText("I cannot see it.")).toBeInTheDocument();
  const answer = screen.getByRole("link", { name: "Answer by e-mail" });
  expect(answer.getAttribute("href")).toContain("mailto:ada%40example.org?");
  await user.click(await screen.findByRole("button", { name: /reply about 4K7T9-2QXMB/ }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByLabelText("What the customer asks")).toHaveValue(inquiry.message);
  await user.click(dialog.getByRole("button", { name: "Ask for it" }));
  await expect.poll(() => sent).toEqual([{ question: inquiry.message }]);
  expect(searched[0]).toContain("email=ada%40example.org");
  await user.click(screen.getByRole("button", { name: "Close" }));
  await expect.poll(() => sent.at(-1)).toBe("closed");
  expect(await violations(container)).toEqual([]);
});

it("offers nothing that is not allowed", async () => {
  may.write = false;
  show(ROUTES, "/shop/inquiries/i");
  expect(await screen.findByText("4K7T9-2QXMB")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Close" })).toBeNull();
  expect(screen.queryByRole("button", { name: /drafted/ })).toBeNull();
});

it("quotes what was asked, and no more than mail programs take", () => {
  const link = answerLink({ email: "a+b@c.de", message: `x&y\n${"🫖".repeat(2000)}` }, "About?");
  expect(link).toMatch(/^mailto:a%2Bb%40c\.de\?subject=About%3F&body=/);
  const body = decodeURIComponent(link.split("body=")[1] ?? "");
  expect(body.startsWith("\r\n\r\n> x&y\r\n> 🫖")).toBe(true);
  expect([...body].length).toBeLessThan(1300);
});
