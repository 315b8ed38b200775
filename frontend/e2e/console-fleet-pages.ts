import type { Page } from "@playwright/test";
import { at } from "./console";
import { expect } from "./shop";

export interface ConsolePage {
  name: string;
  /** Its address below `/console`. A test looks whether every page of the console is among them. */
  path: string;
  open: (page: Page) => Promise<unknown>;
}

const simple = (name: string, path: string, shows?: string | RegExp): ConsolePage => ({
  name,
  path,
  open: async (page) => {
    await at(page, path);
    if (shows) await expect(page.getByText(shows).locator("visible=true").first()).toBeVisible();
    // What waits for its first answer is no picture of the page.
    await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
  },
});

/** The first thing of a list, opened. */
const first = (name: string, path: string): ConsolePage => ({
  name,
  path: `${path.replace(/\?.*/, "")}/ID`,
  open: async (page) => {
    await at(page, path);
    await page.getByRole("main").getByRole("table").getByRole("link").first().click({ timeout: 15_000 });
    await expect(page.getByRole("main").locator("[aria-busy=true]")).toHaveCount(0);
  },
});

/** Every page of the fleet, in the state in which people see it. */
export const FLEET_PAGES: ConsolePage[] = [
  simple("fleet", "/fleet", "Done a second"),
  simple("queues", "/fleet/queues", "Ready to run"),
  simple("jobs", "/fleet/jobs"),
  first("job", "/fleet/jobs?state=done&kind=invoices.issue"),
  simple("jobsnone", "/fleet/jobs?kind=no.such.kind", "Nothing matches"),
  simple("dead", "/fleet/dead"),
  first("deadjob", "/fleet/jobs?state=dead"),
  simple("batches", "/fleet/batches"),
  first("batch", "/fleet/batches"),
  simple("processes", "/fleet/processes", "Heartbeat"),
  simple("timetable", "/fleet/timetable", "retention.prune"),
  simple("models", "/fleet/models", "Read models"),
  simple("providers", "/fleet/providers"),
  simple("webhooks", "/fleet/webhooks"),
  first("webhook", "/fleet/webhooks"),
  simple("deliveries", "/fleet/deliveries"),
  first("delivery", "/fleet/deliveries"),
  simple("mails", "/fleet/mails"),
  {
    name: "mail",
    path: "/fleet/mails/ID",
    open: async (page) => {
      await first("mail", "/fleet/mails").open(page);
      // The mail as it looks is in a frame without scripts, into which the tools of the tests cannot look.
      await page.getByRole("button", { name: "As text" }).click();
    },
  },
  simple("staffaccount", "/account"),
  simple("consolenone", "/no/such/page"),
];
