import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const API = process.env.PENDEN_API ?? "http://127.0.0.1:8080";
/** What the api answers itself; everything else is the storefront's. */
const SERVED_BY_API = ["/api", "/media", "/sandbox", "/mailbox", "/docs", "/openapi.json", "/start"];

/** What the first page is made of, apart from React. */
const FIRST =
  /src[\\/](app[\\/](?!NotFoundPage)|lib[\\/]|api[\\/]|i18n[\\/](index|en)\.ts|components[\\/](Picture|Price|states|toast)\.|features[\\/](auth[\\/]session|auth[\\/]RequireCustomer|cart[\\/](cart|token)\.|catalog[\\/](shop|categories|HomePage|Product(Card|Grid)))|main\.tsx)|node_modules[\\/]@tanstack/;

/** The two fonts are needed for the first paint, so the browser is told before it has read the style. */
function preloadFonts(): Plugin {
  return {
    name: "preload-fonts",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => file.endsWith(".woff2"))
          .map((file) => ({
            tag: "link",
            attrs: { rel: "preload", href: `/${file}`, as: "font", type: "font/woff2", crossorigin: "" },
            injectTo: "head" as const,
          })),
    },
  };
}

/** While developing, one server has both pages; the program itself does the same with what was built. */
function consolePage(): Plugin {
  return {
    name: "console-page",
    apply: "serve",
    configureServer: (server) => {
      server.middlewares.use((request, _response, next) => {
        if (/^\/console(\/|\?|$)/.test(request.url ?? "")) request.url = "/console.html";
        next();
      });
    },
  };
}

const ROUTER = fileURLToPath(new URL("node_modules/react-router/dist/production/index.mjs", import.meta.url));

export default defineConfig(({ command }) => ({
  plugins: [react(), tailwindcss(), preloadFonts(), consolePage()],
  resolve: {
    // Fetched with the first request, which the first page does not need.
    alias: [
      { find: /^axios$/, replacement: fileURLToPath(new URL("src/api/axiosLater.ts", import.meta.url)) },
      // Without the warnings for developers.
      ...(command === "build" ? [{ find: /^react-router$/, replacement: ROUTER }] : []),
    ],
  },
  server: { proxy: Object.fromEntries(SERVED_BY_API.map((path) => [path, API])) },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/,
              priority: 2,
            },
            { name: "axios", test: /node_modules[\\/]axios[\\/]/, priority: 2 },
            // One file compresses better than twenty.
            { name: "first", test: FIRST, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    globals: true,
    setupFiles: ["./tests/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    testTimeout: 30_000,
  },
}));
