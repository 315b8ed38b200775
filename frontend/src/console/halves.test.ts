import { expect, it } from "vitest";
import { firstPage } from "./halves";
import { HALVES } from "./routes";

it.each([
  ["the owner", ["sales_read", "orders_read", "jobs_read", "audit_read"], "/shop"],
  ["who keeps the machinery", ["mails_read", "jobs_read", "jobs_write", "audit_read"], "/fleet"],
  ["who may read the audit log only", ["audit_read"], "/shop/audit"],
  ["who may do nothing", [], undefined],
])("%s starts where their work is", (_who, permissions, address) => {
  expect(firstPage(HALVES, permissions)).toBe(address);
});
