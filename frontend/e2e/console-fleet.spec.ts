import { at, enterConsole, killMail, pause, staffToken } from "./console";
import { expect, test } from "./shop";

// What these stories change is the same for all who look, so they come one after the other, and in one size of window.
test.describe.configure({ mode: "default" });
test.skip(({ isMobile }) => isMobile, "operators' deeds are the same on a phone");

test("who is no staff gets no further than the door", async ({ page }) => {
  await page.goto("/console/fleet/jobs");
  await page.getByLabel("E-mail").fill("ada@penden.example");
  await page.getByLabel("Password", { exact: true }).fill("wrong password");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("do not fit together");
  await page.getByLabel("Password", { exact: true }).fill("penden-demo");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This account is no staff account");
});

test("an operator retries a dead job and sees it done", async ({ page, request }) => {
  const job = await killMail(request);
  await enterConsole(page, "/console/fleet/dead");
  const group = page.getByRole("listitem").filter({ hasText: "notifications.send_mail" });
  await expect(group).toContainText("there is no such");
  await group.getByRole("link", { name: "notifications.send_mail" }).click();
  await page
    .getByRole("row", { name: /notifications.send_mail/ })
    .first()
    .getByRole("link")
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("notifications.send_mail");

  // As it is it dies of the same again.
  await page.getByRole("button", { name: "Retry", exact: true }).click();
  await expect(page.getByText("It starts within a second or two.").first()).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: /^Run 2/ })).toContainText("Failed");

  // Nonsense is refused at the field; what it was meant to be is done.
  await page.getByRole("button", { name: "Edit and retry" }).click();
  const dialog = page.getByRole("dialog", { name: /edit and retry/i });
  await dialog.getByLabel("Payload").fill("{");
  await dialog.getByRole("button", { name: "Edit and retry" }).click();
  await expect(dialog.getByLabel("Payload")).toHaveAccessibleDescription(/not JSON/);
  await dialog.getByLabel("Payload").fill(JSON.stringify(job.payload));
  await dialog.getByRole("button", { name: "Edit and retry" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main").locator("header").first()).toContainText("Done");
});

test("many dead jobs are helped at once, by what they died of", async ({ page, request }) => {
  await killMail(request);
  await killMail(request);
  await enterConsole(page, "/console/fleet/dead");
  const group = page.getByRole("listitem").filter({ hasText: "notifications.send_mail" });
  await expect(group).toBeVisible();
  await group.getByRole("button", { name: "Discard all" }).click();
  const dialog = page.getByRole("dialog");
  // Two at least: other stories kill mails at the same time.
  await expect(dialog).toContainText(/Give ([2-9]|\d\d) jobs up\?/);
  await dialog.getByRole("button", { name: "Discard all" }).click();
  await expect(page.getByText(/\d+ jobs are given up\./).first()).toBeVisible();
  await expect(group).toBeHidden();

  await at(page, "/fleet/jobs?kind=notifications.send_mail&state=discarded");
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await page
    .getByRole("region", { name: /selected/ })
    .getByRole("button", { name: "Retry" })
    .click();
  await expect(page.getByText(/jobs start again/).first()).toBeVisible();
});

test("an operator pauses a queue and resumes it", async ({ page, request }) => {
  await enterConsole(page, "/console/fleet/queues");
  const row = page.getByRole("table", { name: "Queues" }).getByRole("row", { name: /^maintenance/ });
  await row.getByRole("button", { name: "Pause maintenance" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(row).toContainText("Paused");
  await at(page, "/fleet");
  await expect(page.getByRole("link", { name: /Queue maintenance is paused by/ })).toBeVisible();
  await page.getByRole("link", { name: /Queue maintenance is paused by/ }).click();
  await row.getByRole("button", { name: "Resume maintenance" }).click();
  await expect(row).not.toContainText("Paused");
  const headers = await staffToken(request);
  const { items } = await (await request.get("/api/v1/operations/queues", { headers })).json();
  expect(items.filter((one: { depth: { paused?: unknown } }) => one.depth.paused)).toEqual([]);
});

test("an operator runs an entry of the timetable now", async ({ page }) => {
  await enterConsole(page, "/console/fleet/timetable");
  const row = page.getByRole("row", { name: /^retention\.prune/ });
  await row.getByRole("button", { name: /Run retention.prune now/ }).click();
  await expect(page.getByText("It is on its way.").first()).toBeVisible();
  await expect(row).toContainText("by ");
  await expect(row).toContainText("Done");
});

test("a read model is rebuilt, and one sees how far it is", async ({ page }) => {
  await enterConsole(page, "/console/fleet/models");
  await page.getByRole("button", { name: "Rebuild Order history" }).click();
  const dialog = page.getByRole("dialog", { name: "Rebuild Order history" });
  await dialog.getByLabel("One order only").fill("nonsense");
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(
    dialog
      .getByRole("alert")
      .or(dialog.getByText(/look right|not valid/))
      .first(),
  ).toBeVisible();
  await dialog.getByLabel("One order only").fill("");
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(dialog).toBeHidden();
  const row = page
    .getByRole("table", { name: "Rebuilds by jobs" })
    .getByRole("row", { name: /Order history/ })
    .first();
  await expect(row).toContainText(/(\d+) of \1 orders/);
});

test("an endpoint for webhooks is made, told, changed and removed", async ({ page }) => {
  await enterConsole(page, "/console/fleet/webhooks");
  await page.getByRole("button", { name: "New endpoint" }).click();
  const dialog = page.getByRole("dialog", { name: "New endpoint" });
  await dialog.getByLabel("Address").fill("not an address");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByLabel("Address")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Address").fill("https://hooks.example.com/penden");
  await dialog.getByLabel("Events").fill("order.*\norder.payed");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByLabel("Events")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Events").fill("order.*\nrefund.succeeded");
  await dialog.getByRole("button", { name: "Create" }).click();
  const secret = page.getByRole("dialog", { name: "The secret" });
  await expect(secret.locator("code")).toContainText("whsec_");
  await secret.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("link", { name: "https://hooks.example.com/penden" }).first().click();

  await page.getByRole("button", { name: "Switch off" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByRole("button", { name: "Switch on" })).toBeVisible();
  await page.getByRole("button", { name: "New secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "New secret" }).click();
  await expect(secret.locator("code")).toContainText("whsec_");
  await secret.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Webhooks");
});

test("the list of jobs is in its address: filters, pages, back", async ({ page }) => {
  await enterConsole(page, "/console/fleet/jobs");
  await page.getByLabel("Kind").fill("read_models.project_history");
  await expect(page).toHaveURL(/kind=read_models.project_history/);
  await expect(page.getByRole("row", { name: /project_sales/ })).toHaveCount(0);
  await page.getByRole("group", { name: "State" }).getByRole("button", { name: "Done" }).click();
  await expect(page).toHaveURL(/state=done/);
  await page
    .getByRole("row", { name: /project_history/ })
    .first()
    .getByRole("link")
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("read_models.project_history");
  await page.goBack();
  await expect(page.getByLabel("Kind")).toHaveValue("read_models.project_history");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).not.toHaveURL(/kind=/);
});

test("without a connection the console says so and comes back by itself", async ({
  page,
  context,
  request,
}) => {
  await pause(request, "maintenance", "resume");
  await enterConsole(page, "/console/fleet");
  await expect(page.getByText("Live, every second")).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(/^You are offline/)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/^You are offline/)).toBeHidden();
  await expect(page.getByText("Live, every second")).toBeVisible();
});
