/**
 * Who is logged in. The access token is in memory only; the refresh token is in a cookie that no script can read. One
 * tab at a time refreshes, and all of a tab's requests share that refresh.
 */
import type { LoginRequest, RegisterRequest, Session, User } from "../../api/generated";
import { logIn, logOut, refreshSession, register } from "../../api/generated";
import { device } from "../../lib/storage";
import { createStore, useStore } from "../../lib/store";
import { cartToken } from "../cart/token";

export type SessionState =
  | { status: "unknown" }
  | { status: "guest"; hasEnded: boolean }
  | { status: "customer"; user: User };

const state = createStore<SessionState>({ status: "unknown" });
let token: { value: string; staleAt: number } | null = null;
let refreshing: Promise<void> | null = null;
let starting: Promise<void> | null = null;
let onChange: () => void = () => {};

/** Refresh a little early, so that a token does not expire on its way. */
const MARGIN_SECONDS = 20;
const headers = { "Session-Transport": "cookie" } as const;
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("penden.session");

export const useSession = () => useStore(state);
export const sessionState = () => state.get();

function open(session: Session) {
  const { access_token: value, expires_in } = session.tokens;
  token = { value, staleAt: Date.now() + (expires_in - MARGIN_SECONDS) * 1000 };
  device.write("session", true);
  state.set({ status: "customer", user: session.user });
}

function close(hasEnded: boolean) {
  const wasOpen = state.get().status === "customer";
  token = null;
  device.write("session", null);
  state.set({ status: "guest", hasEnded: hasEnded && wasOpen });
  if (wasOpen) onChange();
}

/** Looks once whether there is a session to go on with. Only a browser that had one asks. */
export function startSession(whenChanged: () => void): Promise<void> {
  onChange = whenChanged;
  channel?.addEventListener("message", (event) => {
    if (event.data === "out") close(false);
    else if (state.get().status !== "customer") void refresh().then(onChange);
  });
  if (device.read("session")) starting = refresh();
  else state.set({ status: "guest", hasEnded: false });
  return starting ?? Promise.resolve();
}

export const sessionReady = () => starting ?? Promise.resolve();

/** Exchanges the cookie for a new access token. Without an answer things stay as they are. */
export function refresh(): Promise<void> {
  refreshing ??= alone(async () => {
    try {
      open((await refreshSession({ headers, body: {} })).data);
    } catch (error) {
      const status = (error as { response?: { status?: number } }).response?.status;
      if (status !== undefined && status < 500 && status !== 429) close(true);
      else if (state.get().status === "unknown") state.set({ status: "guest", hasEnded: false });
    }
  }).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** One tab at a time: two that used the same cookie at once would look like a thief and its victim. */
function alone(work: () => Promise<void>): Promise<void> {
  return navigator.locks ? navigator.locks.request("penden.refresh", work) : work();
}

/** The token to send; `null` for guests. */
export async function accessToken(): Promise<string | null> {
  if (state.get().status !== "customer") return null;
  if (!token || token.staleAt <= Date.now()) await refresh();
  return token?.value ?? null;
}

async function opened(session: Session) {
  open(session);
  // What lay in the guest's cart is the customer's now.
  cartToken.set(null);
  channel?.postMessage("in");
  onChange();
}

const withCart = <T extends object>(body: T) => {
  const own = cartToken.get();
  return own ? { ...body, cart_token: own } : body;
};

export async function logInWith(credentials: LoginRequest) {
  await opened((await logIn({ headers, body: withCart(credentials) })).data);
}

export async function registerWith(account: RegisterRequest) {
  await opened((await register({ headers, body: withCart(account) })).data);
}

/** Ends the session here and in every tab of this browser, even if the server cannot be told. */
export async function leave() {
  try {
    await logOut({ headers, body: {} });
  } finally {
    close(false);
    channel?.postMessage("out");
  }
}

export function userChanged(user: User) {
  if (state.get().status === "customer") state.set({ status: "customer", user });
}
