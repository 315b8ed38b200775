/** What the stories of the console have in common. */
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, newEmail, PASSWORD } from "./shop";

export const STAFF = { email: "staff@penden.example", password: "penden-demo" };

/** Through the log-in that the console shows at any of its addresses. */
export async function enterConsole(page: Page, path = "/console/fleet") {
  await page.goto(path);
  await page.getByLabel("E-mail").fill(STAFF.email);
  await page.getByLabel("Password", { exact: true }).fill(STAFF.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Log in to the console");
}

/** An address of the console with somebody logged in already. */
export async function at(page: Page, path: string) {
  await page.goto(`/console${path}`);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
}

export async function staffToken(request: APIRequestContext) {
  const { tokens } = await (await request.post("/api/v1/auth/login", { data: STAFF })).json();
  return { Authorization: `Bearer ${tokens.access_token}` };
}

interface Job {
  id: string;
  kind: string;
  state: string;
  payload: Record<string, unknown>;
}

/** Somebody new, and the welcome mail that this causes. Other stories cause mails at the same time. */
async function welcome(request: APIRequestContext): Promise<Job> {
  const headers = await staffToken(request);
  const data = { email: newEmail(), name: "Ada Lovelace", password: PASSWORD };
  const { user } = await (await request.post("/api/v1/auth/register", { data })).json();
  let found: Job | undefined;
  await expect
    .poll(async () => {
      const list = "/api/v1/jobs?limit=50&kind=notifications.send_mail";
      const { items } = await (await request.get(list, { headers })).json();
      found = items.find((job: Job) => job.payload.subject_id === user.id);
      return found;
    })
    .toBeTruthy();
  return found as Job;
}

export async function pause(request: APIRequestContext, queue: string, deed: "pause" | "resume") {
  const headers = await staffToken(request);
  const answer = await request.post(`/api/v1/operations/queues/${queue}/${deed}`, { headers });
  expect(answer.status()).toBe(200);
}

/**
 * A mail that can never be sent, since nobody is there whom it is about: dead. Made of a welcome mail that was given up
 * before it began. Gives the job as it was meant.
 */
export async function killMail(request: APIRequestContext): Promise<Job> {
  const headers = await staffToken(request);
  const state = async (id: string) =>
    (await (await request.get(`/api/v1/jobs/${id}`, { headers })).json()).state;
  let job: Job | undefined;
  await expect(async () => {
    await pause(request, "mail", "pause");
    job = await welcome(request);
    await request.post(`/api/v1/jobs/${job.id}/cancel`, { headers });
    await pause(request, "mail", "resume");
    // Another story may have let it through meanwhile.
    expect(await state(job.id)).toBe("discarded");
  }).toPass();
  const { id, payload } = job as Job;
  const wrong = { ...payload, subject_id: "01a2009b-0000-7000-8000-000000000001" };
  await request.post(`/api/v1/jobs/${id}/edit`, { headers, data: { payload: wrong } });
  await expect.poll(() => state(id)).toBe("dead");
  return job as Job;
}

/** So that no page is empty: a dead job, a batch, and an endpoint that nobody answers at. */
export async function furnish(request: APIRequestContext) {
  const headers = await staffToken(request);
  const { items } = await (await request.get("/api/v1/webhook-endpoints", { headers })).json();
  if (items.some((one: { description: string }) => one.description === "The warehouse")) return;
  await killMail(request);
  const once = { ...headers, "Idempotency-Key": `furnish-${newEmail()}` };
  const exported = await request.post("/api/v1/exports", { headers: once, data: { what: "products" } });
  expect(exported.status()).toBe(202);
  const endpoint = {
    url: "https://hooks.example.com/penden",
    description: "The warehouse",
    events: ["order.*"],
  };
  const made = await (await request.post("/api/v1/webhook-endpoints", { headers, data: endpoint })).json();
  await request.post(`/api/v1/webhook-endpoints/${made.id}/ping`, { headers });
}

/** Until nothing moves. The network is never idle here: the console watches. */
export async function still(page: Page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });
}
