import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * The console is built after the shop and by itself, into the same folder: a file that both need would otherwise hold
 * what either needs, and shoppers would download what only staff use.
 */
export default defineConfig({
  plugins: [react(), tailwindcss()],
  publicDir: false,
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: "console.html",
      output: {
        entryFileNames: "assets/console-[name]-[hash].js",
        chunkFileNames: "assets/console-[name]-[hash].js",
        codeSplitting: {
          groups: [
            {
              name: "vendor",
              test: /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack|axios)[\\/]/,
            },
          ],
        },
      },
    },
  },
});
