import type { CreateClientConfig } from "./generated/client.gen";

/** The api and these pages have one origin: the same program serves both, or one proxy stands before both. */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseURL: "",
  timeout: 20_000,
});
