import { asFailure, isPassing } from "../../lib/problem";

const WAITS = [800, 2000, 4000];

/**
 * Sends what can safely be sent twice, and again when no answer came. `onAgain` says so to whoever waits.
 */
export async function patiently<T>(send: () => Promise<T>, onAgain: () => void): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await send();
    } catch (error) {
      if (!isPassing(asFailure(error))) throw error;
      onAgain();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return send();
}
