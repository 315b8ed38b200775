import type { ComponentType } from "react";
import { Outlet, type RouteObject } from "react-router";
import { fleet } from "./fleet/routes";
import { addressOf, type ConsolePage, type Half, pagesOf } from "./halves";
import { CrashPage } from "./shell/CrashPage";
import { NotFoundPage } from "./shell/NotFoundPage";
import { RequirePermission } from "./shell/RequirePermission";
import { Shell } from "./shell/Shell";
import { StartPage } from "./shell/StartPage";
import { shop } from "./shop/routes";

export const HALVES: Half[] = [shop, fleet];

/** A page in a chunk of its own, for those who may see it. */
function route(half: Half, page: ConsolePage): RouteObject {
  return {
    path: addressOf(half, page),
    element: (
      <RequirePermission needs={page.needs}>
        <Outlet />
      </RequirePermission>
    ),
    children: [
      { index: true, lazy: async () => ({ Component: (await page.load()).default as ComponentType }) },
    ],
  };
}

export const routes: RouteObject[] = [
  {
    path: "/",
    element: <Shell halves={HALVES} />,
    ErrorBoundary: CrashPage,
    HydrateFallback: () => null,
    children: [
      {
        // A page that falls over leaves the navigation standing.
        ErrorBoundary: CrashPage,
        children: [
          { index: true, element: <StartPage halves={HALVES} /> },
          ...HALVES.flatMap((half) => pagesOf(half).map((page) => route(half, page))),
          {
            path: "account",
            lazy: async () => ({ Component: (await import("./shell/AccountPage")).default }),
          },
          { path: "*", Component: NotFoundPage },
        ],
      },
    ],
  },
];
