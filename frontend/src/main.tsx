import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { installInterceptors } from "./api/interceptors";
import { App } from "./app/App";
import { takeKnown } from "./app/known";
import { fetchPage } from "./app/lazyPage";
import { forgetPerson, queryClient } from "./app/queryClient";
import { routes } from "./app/router";
import { whenIdle } from "./app/whenIdle";
import { startSession } from "./features/auth/session";
import { startLocale } from "./i18n";

installInterceptors();
takeKnown(queryClient);

void startSession(forgetPerson);
// The server has drawn the page already; it stays until the same can be drawn here.
// Not awaited here: the page's chunk needs this one, which would wait for it.
void Promise.all([startLocale({ onlyFirst: true }), fetchPage(routes, location.pathname)]).then(() => {
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {/* What a click changes in the address shows at once: a box would otherwise be unchecked again for a moment. */}
        <BrowserRouter useTransitions={false}>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </StrictMode>,
  );
  whenIdle();
});
