import { isAxiosError } from "axios";
import type { FieldProblem, Problem } from "../api/generated";
import { messages } from "../i18n";

/** What went wrong, in words for the shopper. `offline` when no answer came at all. */
export interface Failure {
  status: number;
  code: string;
  title: string;
  detail: string;
  requestId?: string;
  errors: FieldProblem[];
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === "object" && body !== null && "code" in body && "status" in body;

/** Makes of anything that was thrown something that can be shown. */
export function asFailure(error: unknown): Failure {
  const text = messages().problems;
  const body = isAxiosError(error) ? error.response?.data : error;
  if (isProblem(body)) {
    const known = text.codes[body.code as keyof typeof text.codes];
    return {
      status: body.status,
      code: body.code,
      title: body.status >= 500 ? text.ours : text.refused,
      detail: known ?? (body.status >= 500 ? text.oursDetail : sentence(body.detail)),
      requestId: body.request_id,
      errors: body.errors,
    };
  }
  if (isAxiosError(error) && !error.response) {
    return { status: 0, code: "offline", title: text.offline, detail: text.offlineDetail, errors: [] };
  }
  const status = isAxiosError(error) ? (error.response?.status ?? 0) : 0;
  return { status, code: "unexpected", title: text.ours, detail: text.oursDetail, errors: [] };
}

export const isNotFound = (error: unknown) => error !== null && asFailure(error).status === 404;

/** Whether the same request may simply be sent again. */
export const isPassing = (failure: Failure) =>
  failure.code === "offline" || failure.code === "request_in_flight" || failure.status >= 502;

/** What the pages themselves refuse, in the shape in which the server would. */
export const refusal = (detail: string): Problem => ({
  type: "about:blank",
  title: "",
  status: 422,
  code: "refused",
  detail,
  instance: "",
  request_id: "",
  errors: [],
});

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
