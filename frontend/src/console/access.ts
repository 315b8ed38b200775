import type { User } from "../api/generated";
import { sessionState, useSession } from "../features/auth/session";
import { allows, type ConsolePage } from "./halves";

/** Who is logged in; below the shell there is always somebody. */
export function useStaff(): User {
  const session = useSession();
  if (session.status !== "customer") throw new Error("the shell shows no page to guests");
  return session.user;
}

/** Whether the person may do something: `useMay("jobs_write")`. The server looks again, of course. */
export function useMay(needs: ConsolePage["needs"]): boolean {
  const session = useSession();
  return session.status === "customer" && allows(session.user.permissions, needs);
}

export const mayNow = (needs: ConsolePage["needs"]): boolean => {
  const session = sessionState();
  return session.status === "customer" && allows(session.user.permissions, needs);
};
