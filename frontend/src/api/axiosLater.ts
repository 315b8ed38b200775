/**
 * Axios, fetched when the first request is made. The first page comes with the answers that it shows, so most visitors see
 * it before anything is asked for, and the 20 kB of Axios need not stand in its way. `vite.config.ts` puts this in the
 * place of `axios`; it is as much of its face as the generated client and the interceptors see.
 */
import type { AxiosInstance, AxiosRequestConfig } from "axios";

type Handler = (value: never) => unknown;
type Handlers = [Handler | undefined, Handler | undefined];

const load = () => import("axios/unsafe/axios.js");

/** Fetches it while nothing else is to be done, so that the first click need not wait. */
export const fetchAxios = () => void load().catch(() => undefined);

function create(config: AxiosRequestConfig) {
  const before: Handlers[] = [];
  const after: Handlers[] = [];
  let made: Promise<AxiosInstance> | null = null;

  const real = () => {
    made ??= load().then(({ default: axios }) => {
      const instance = axios.create({ ...config, ...(later.defaults as AxiosRequestConfig) });
      for (const [done, failed] of before) instance.interceptors.request.use(done as never, failed as never);
      for (const [done, failed] of after) instance.interceptors.response.use(done as never, failed as never);
      return instance;
    });
    // A chunk that could not be fetched is asked for again with the next request.
    made.catch(() => {
      made = null;
    });
    return made;
  };
  const use = (list: Handlers[]) => (done?: Handler, failed?: Handler) => list.push([done, failed]) - 1;

  const request = async (config: AxiosRequestConfig) => {
    const instance = await real().catch((cause: unknown) => {
      // For whoever asks it is as if the shop had not answered.
      throw Object.assign(new Error("no connection", { cause }), {
        isAxiosError: true,
        code: "ERR_NETWORK",
        config,
      });
    });
    return instance.request(config);
  };
  const later = Object.assign(request, {
    request,
    defaults: { ...config } as unknown,
    interceptors: { request: { use: use(before) }, response: { use: use(after) } },
  });
  return later;
}

export const isAxiosError = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "isAxiosError" in error && error.isAxiosError === true;

export default { create, isAxiosError };
