import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "../openapi/openapi.json",
  output: { path: "./src/api/generated", clean: true },
  plugins: [
    { name: "@hey-api/client-axios", runtimeConfigPath: "../client-config", throwOnError: true },
    { name: "@hey-api/typescript", enums: false },
    { name: "@hey-api/sdk", operations: { strategy: "flat" }, auth: false },
    {
      name: "@tanstack/react-query",
      queryOptions: true,
      mutationOptions: true,
      infiniteQueryOptions: true,
      queryKeys: true,
    },
  ],
});
