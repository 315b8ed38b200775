import { expect, it } from "vitest";
import type { Moment } from "../../api/generated";
import { keep, SPAN } from "./live";

const moment = (second: number): Moment => ({
  at: new Date(second * 1000).toISOString(),
  queues: [],
  unpublished_events: 0,
  enqueued: 0,
  done: 0,
  failed: 0,
  workers: 1,
  busy: 0,
  concurrency: 1,
});

it("keeps what a chart shows, in order, and nothing twice", () => {
  let kept: Moment[] = [];
  for (const second of [0, 1, 2, 2, SPAN, SPAN + 2]) kept = keep(kept, moment(second));
  expect(kept.map((one) => Date.parse(one.at) / 1000)).toEqual([2, SPAN, SPAN + 2]);
});
