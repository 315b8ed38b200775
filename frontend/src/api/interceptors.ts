/**
 * What every request carries, and what happens when the session has run out: one refresh, shared by all that wait,
 * and one more try.
 */
import type { AxiosError, InternalAxiosRequestConfig } from "axios";
import { accessToken, refresh, sessionReady } from "../features/auth/session";
import { cartTokenFor } from "../features/cart/token";
import { locale } from "../i18n";
import { client } from "./generated/client.gen";

type Retried = InternalAxiosRequestConfig & { wasRetried?: boolean };

/**
 * The same for everybody, so it goes without a token: it can be cached, and no session can be in its way. Except for
 * one's own review, which is somebody's.
 */
const PUBLIC = /^\/api\/v1\/(products|categories|collections|brands|shop|search)(\/|$)(?!.*\/own$)/;
const AUTH = "/api/v1/auth/";

const pathOf = (config: InternalAxiosRequestConfig) => new URL(config.url ?? "/", location.origin).pathname;

let signsEverything = false;
/** What a request to this path carries, for streams, which Axios has no part in. */
export async function headersFor(path: string): Promise<Record<string, string>> {
  await sessionReady();
  const token = await accessToken();
  const cart = cartTokenFor(path, token !== null);
  return { ...(token && { Authorization: `Bearer ${token}` }), ...(cart && { "Cart-Token": cart }) };
}

async function sign(config: Retried): Promise<Retried> {
  const path = pathOf(config);
  // In the language that was chosen here, which need not be the browser's. Staff sees what it wrote.
  config.headers.set("Accept-Language", signsEverything ? "*" : locale());
  if (path.startsWith(AUTH) || (!signsEverything && PUBLIC.test(path))) return config;
  await sessionReady();
  const token = await accessToken();
  if (token) config.headers.set("Authorization", `Bearer ${token}`);
  else config.headers.delete("Authorization");
  const cart = cartTokenFor(path, token !== null);
  if (cart) config.headers.set("Cart-Token", cart);
  else config.headers.delete("Cart-Token");
  return config;
}

async function again(error: AxiosError) {
  const config = error.config as Retried | undefined;
  if (error.response?.status !== 401 || !config || config.wasRetried || pathOf(config).startsWith(AUTH))
    throw error;
  config.wasRetried = true;
  // With a new token, or, when the session is over, as the guest that one is now.
  await refresh();
  return client.instance.request(config);
}

/** The console signs everything: staff see more of the catalogue than the public does, and change it. */
export function installInterceptors({ everything = false } = {}) {
  signsEverything = everything;
  client.instance.interceptors.request.use(sign);
  client.instance.interceptors.response.use(undefined, again);
}
