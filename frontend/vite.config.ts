import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const API = process.env.PENDEN_API ?? "http://127.0.0.1:8080";
/** What the api answers itself; everything else is the storefront's. */
const SERVED_BY_API = [
  "/api",
  "/media",
  "/sandbox",
  "/mailbox",
  "/mail-frame",
  "/docs",
  "/openapi.json",
  "/start",
];

/** What the first page is made of, apart from React. */
const FIRST =
  /src[\\/](app[\\/](?!NotFoundPage)|lib[\\/]|api[\\/]|i18n[\\/](index|en)\.ts|components[\\/](Near|Picture|Price|states|toast)\.|features[\\/](auth[\\/]session|auth[\\/]RequireCustomer|cart[\\/](cart|token)\.|catalog[\\/](shop|categories|HomePage|Product(Card|Grid))|recommendations[\\/]LaterShelf)|main\.tsx)|node_modules[\\/]@tanstack/;

/**
 * What the first page needs besides its entry, so that the browser is told before it has read the style and the entry: the
 * two fonts, and the code that the entry fetches once the page is painted, with all that it imports.
 */
function preloadFirst(): Plugin {
  return {
    name: "preload-first",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle = {} }) => {
        const scripts = new Set<string>();
        const need = (file: string) => {
          const chunk = bundle[file];
          if (scripts.has(file) || chunk?.type !== "chunk") return;
          scripts.add(file);
          chunk.imports.forEach(need);
        };
        for (const chunk of Object.values(bundle))
          if (chunk.type === "chunk" && chunk.isEntry) chunk.dynamicImports.forEach(need);
        const link = (href: string, attrs: Record<string, string>) => ({
          tag: "link",
          attrs: { ...attrs, href: `/${href}` },
          injectTo: "head" as const,
        });
        const fonts = Object.keys(bundle).filter((file) => file.endsWith(".woff2"));
        return [
          ...[...scripts]
            .filter((file) => !html.includes(`"/${file}"`))
            .map((file) => link(file, { rel: "modulepreload", crossorigin: "" })),
          ...fonts.map((file) =>
            link(file, { rel: "preload", as: "font", type: "font/woff2", crossorigin: "" }),
          ),
        ];
      },
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
  plugins: [react(), tailwindcss(), preloadFirst(), consolePage()],
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
            // Apart from what it loads, so that the entry needs this only.
            { name: "preload", test: /vite[\\/]preload-helper/, priority: 3 },
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
