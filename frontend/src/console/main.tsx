import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { installInterceptors } from "../api/interceptors";
import { queryClient } from "../app/queryClient";
import { startSession } from "../features/auth/session";
import { startLocale } from "../i18n";
import { routes } from "./routes";
import "./console.css";

installInterceptors({ everything: true });

// Somebody else's console shows nothing of what was read before.
void startSession(() => queryClient.clear());
await startLocale();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={createBrowserRouter(routes, { basename: "/console" })} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
