import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const API = process.env.PENDEN_API ?? "http://127.0.0.1:8080";
/** What the api answers itself; everything else is the storefront's. */
const SERVED_BY_API = ["/api", "/media", "/sandbox", "/mailbox", "/docs", "/openapi.json", "/start"];

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

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadFonts(), consolePage()],
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
            { name: "data", test: /node_modules[\\/](@tanstack|axios)[\\/]/, priority: 1 },
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
});
