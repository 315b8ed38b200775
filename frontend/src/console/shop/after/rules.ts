/** What can be done with a return or a review where it stands, and what forms about them say. */
import type { Return, ReturnStatus, ReviewStatus } from "../../../api/generated";
import type { Values } from "../../../components/form";
import type { Tone } from "../../components/StatusPill";
import { whole } from "../kit/parse";

export const RETURN_TONES: Record<ReturnStatus, Tone> = {
  requested: "wait",
  approved: "busy",
  received: "busy",
  refunded: "good",
  rejected: "bad",
  withdrawn: "quiet",
};

export const REVIEW_TONES: Record<ReviewStatus, Tone> = {
  pending: "wait",
  published: "good",
  rejected: "bad",
};

export const canReject = (one: Return) =>
  one.state === "requested" ||
  one.state === "approved" ||
  (one.state === "received" && one.lines.every((line) => line.restocked === 0));

export const canRefund = (one: Return) => one.state === "approved" || one.state === "received";

/** The lines of which something goes into stock again. */
export const restock = (values: Values, one: Return) =>
  one.lines
    .map((line) => ({ line_id: line.line_id, quantity: whole(values, `line:${line.line_id}`) }))
    .filter((line) => line.quantity > 0);
