/** What the stories of the console have in common. */
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, newEmail, register } from "./shop";

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

/** The newest job that is meant, once it is there. */
export async function jobWhere(request: APIRequestContext, query: string): Promise<Job> {
  const headers = await staffToken(request);
  let found: Job | undefined;
  await expect
    .poll(async () => {
      const { items } = await (await request.get(`/api/v1/jobs?limit=1&${query}`, { headers })).json();
      found = items[0];
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
  await register(request, newEmail());
  const job = await jobWhere(request, "kind=notifications.send_mail&state=done");
  // Only what did not end can be given up; what was given up can be changed.
  await pause(request, "mail", "pause");
  await register(request, newEmail());
  const welcome = await jobWhere(request, `kind=notifications.send_mail&from=${after(job.id)}&state=queued`);
  await request.post(`/api/v1/jobs/${welcome.id}/cancel`, { headers });
  await pause(request, "mail", "resume");
  const wrong = { ...welcome.payload, subject_id: "01a2009b-0000-7000-8000-000000000001" };
  await request.post(`/api/v1/jobs/${welcome.id}/edit`, { headers, data: { payload: wrong } });
  await expect
    .poll(async () => (await (await request.get(`/api/v1/jobs/${welcome.id}`, { headers })).json()).state)
    .toBe("dead");
  return welcome;
}

/** Ids begin with the time, in milliseconds. */
const after = (id: string) =>
  new Date(Number.parseInt(id.replace("-", "").slice(0, 12), 16) + 1).toISOString();

/** Until nothing moves. The network is never idle here: the console watches. */
export async function still(page: Page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });
}
