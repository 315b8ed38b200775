import { useLocation } from "react-router";

/** Where to go after logging in. Only what the shop itself put into the history counts, never an address's query. */
export function useReturnTo(): { to: string; hasEnded: boolean; state: unknown } {
  const state = useLocation().state as { to?: string; hasEnded?: boolean } | null;
  return { to: state?.to ?? "/account", hasEnded: state?.hasEnded ?? false, state };
}
