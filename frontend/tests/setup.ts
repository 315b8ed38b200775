import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";
import { installInterceptors } from "../src/api/interceptors";
import { startSession } from "../src/features/auth/session";
import { startLocale } from "../src/i18n";
import { server } from "./server";

installInterceptors();
// A limit, not a wait: machines that test many things at once are slow.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(async () => {
  server.listen({ onUnhandledRequest: "error" });
  await startLocale();
  await startSession(() => {});
});
afterEach(() => {
  cleanup();
  server.resetHandlers();
  sessionStorage.clear();
});
afterAll(() => server.close());

// jsdom knows the element, but not how to open it.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.setAttribute("open", "");
};
HTMLDialogElement.prototype.show = HTMLDialogElement.prototype.showModal;
HTMLDialogElement.prototype.close = function close() {
  this.removeAttribute("open");
};
