import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { installInterceptors } from "./api/interceptors";
import { forgetPerson, queryClient } from "./app/queryClient";
import { routes } from "./app/router";
import { startSession } from "./features/auth/session";
import { startLocale } from "./i18n";
import "./shop.css";

installInterceptors();

void startSession(forgetPerson);
await startLocale();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={createBrowserRouter(routes)} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
