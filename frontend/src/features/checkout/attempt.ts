/**
 * One key for one attempt. It stays the same while what is sent stays the same, also over a reload, so that a double
 * click, a lost answer or a second try is one deed. What was sent is not kept, only a mark by which it is known again.
 */
import { fingerprint, randomId } from "../../lib/id";
import { visit } from "../../lib/storage";

interface Attempt {
  key: string;
  mark: string;
}

const name = (what: string) => `attempt.${what}`;

export function attemptKey(what: string, body: unknown): string {
  const mark = fingerprint(JSON.stringify(body));
  const before = visit.read<Attempt>(name(what));
  if (before?.mark === mark) return before.key;
  const key = randomId();
  visit.write(name(what), { key, mark });
  return key;
}

/** It is done, so the next one is another, even if it looks the same. */
export const attemptDone = (what: string) => visit.write(name(what), null);
