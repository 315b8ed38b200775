import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { show, violations } from "../../../../tests/render";
import { server } from "../../../../tests/server";
import MailTemplatePage from "./MailTemplatePage";
import MailTemplatesPage from "./MailTemplatesPage";

// Who is logged in is the shell's business.
vi.mock("../../access", () => ({ useMay: () => true }));

const wording = { subject: "We have your order {{ order.number }}", body: "<mjml></mjml>", text: "Hello" };
const template = {
  kind: "order_received",
  reader: "customer",
  customized: false,
  wording,
  shipped: wording,
  placeholders: [{ name: "order.number", example: "2026-000017" }],
  version: 0,
};
const ROUTES = [
  { path: "/shop/mails", Component: MailTemplatesPage },
  { path: "/shop/mails/:kind", Component: MailTemplatePage },
];

beforeEach(() => {
  server.use(http.get("*/api/v1/mail-templates/order_received", () => HttpResponse.json(template)));
});

it("lists the kinds, and says which cannot be used", async () => {
  const row = { reader: "customer", subject: "Hello", version: 1 };
  const failure = { message: "body: line 1", at: "2026-11-22T10:00:00Z" };
  server.use(
    http.get("*/api/v1/mail-templates", () =>
      HttpResponse.json({
        items: [
          { ...row, kind: "welcome", customized: true },
          { ...row, kind: "order_received", customized: true, failure },
        ],
      }),
    ),
  );
  const { container } = show(ROUTES, "/shop/mails");
  const broken = (await screen.findByRole("link", { name: "Order received" })).closest("tr");
  expect(within(broken as HTMLElement).getByText("Cannot be used")).toBeVisible();
  expect(screen.getByRole("link", { name: "Welcome" })).toHaveAttribute("href", "/shop/mails/welcome");
  expect(await violations(container)).toEqual([]);
});

it("shows what a draft looks like, and at which field it is wrong", async () => {
  const asked: unknown[] = [];
  server.use(
    http.post("*/api/v1/mail-templates/order_received/preview", async ({ request }) => {
      const body = (await request.json()) as { subject: string };
      asked.push(body);
      if (body.subject.includes("nmber")) {
        const errors = [{ field: "subject", message: "there is no order.nmber" }];
        return HttpResponse.json(
          { status: 422, code: "validation_failed", detail: "wrong", errors },
          { status: 422, headers: { "content-type": "application/problem+json" } },
        );
      }
      return HttpResponse.json({ subject: "Merci 2026-000017", html: "<p>Merci</p>", text: "Merci, text" });
    }),
  );
  const { user, container } = show(ROUTES, "/shop/mails/order_received");
  const subject = await screen.findByLabelText("Subject");
  await user.clear(subject);
  await user.click(subject);
  await user.paste("{{ order.nmber }}");
  await user.click(screen.getByRole("button", { name: "Look at it" }));
  expect(await screen.findByText(/there is no order\.nmber/)).toBeVisible();

  await user.clear(subject);
  await user.click(subject);
  await user.paste("Merci {{ order.number }}");
  await user.click(screen.getByRole("button", { name: "Look at it" }));
  expect(await screen.findByText("Merci 2026-000017")).toBeVisible();
  const frame = container.querySelector("iframe");
  expect(frame).toHaveAttribute("sandbox", "allow-scripts");
  expect(frame).toHaveAttribute("width", "700");
  await user.click(screen.getByRole("button", { name: "As text" }));
  expect(screen.getByText("Merci, text")).toBeVisible();
  expect(asked.at(-1)).toEqual({ ...wording, subject: "Merci {{ order.number }}" });
  expect(screen.getByText("order.number")).toBeVisible();
});

it("keeps what is to be kept, also after a look that the form refused", async () => {
  const kept: unknown[] = [];
  server.use(
    http.put("*/api/v1/mail-templates/order_received", async ({ request }) => {
      kept.push(await request.json());
      return HttpResponse.json({ ...template, customized: true, version: 1 });
    }),
  );
  const { user } = show(ROUTES, "/shop/mails/order_received");
  const subject = await screen.findByLabelText("Subject");
  await user.clear(subject);
  await user.click(screen.getByRole("button", { name: "Look at it" }));
  expect(subject).toHaveAccessibleDescription(/fill this in/i);
  await user.type(subject, "Thank you");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => kept).toEqual([{ ...wording, subject: "Thank you", version: 0 }]);
});
