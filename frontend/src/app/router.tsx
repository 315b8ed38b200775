import type { ComponentType } from "react";
import { Navigate, type RouteObject, useParams } from "react-router";
import { RequireCustomer } from "../features/auth/RequireCustomer";
import HomePage from "../features/catalog/HomePage";
import { CrashPage } from "./CrashPage";
import { Layout } from "./Layout";
import { NotFoundPage } from "./NotFoundPage";

/** A page in a chunk of its own. */
const page = (load: () => Promise<{ default: ComponentType }>) => async () => ({
  Component: (await load()).default,
});

const list = page(() => import("../features/catalog/ListPage"));
const info = page(() => import("../features/info/InfoPage"));

/** Where mails of older days point to. */
function OrderRedirect() {
  return <Navigate to={`/orders/${useParams().id}`} replace />;
}

export const routes: RouteObject[] = [
  {
    path: "/",
    Component: Layout,
    ErrorBoundary: CrashPage,
    HydrateFallback: () => null,
    children: [
      { index: true, Component: HomePage },
      { path: "shop", lazy: list },
      { path: "categories/:category", lazy: list },
      { path: "products/:slug", lazy: page(() => import("../features/catalog/ProductPage")) },
      { path: "cart", lazy: page(() => import("../features/cart/CartPage")) },
      { path: "checkout", lazy: page(() => import("../features/checkout/CheckoutPage")) },
      { path: "orders/:id", lazy: page(() => import("../features/orders/OrderPage")) },
      {
        path: "account",
        element: <RequireCustomer />,
        children: [
          {
            lazy: page(() => import("../features/account/AccountLayout")),
            children: [
              { index: true, lazy: page(() => import("../features/account/OrdersPage")) },
              { path: "orders/:id", Component: OrderRedirect },
              { path: "addresses", lazy: page(() => import("../features/account/AddressesPage")) },
              { path: "profile", lazy: page(() => import("../features/account/ProfilePage")) },
              { path: "sessions", lazy: page(() => import("../features/account/SessionsPage")) },
            ],
          },
        ],
      },
      { path: "log-in", lazy: page(() => import("../features/auth/LogInPage")) },
      { path: "register", lazy: page(() => import("../features/auth/RegisterPage")) },
      { path: "confirm-email", lazy: page(() => import("../features/auth/ConfirmEmailPage")) },
      { path: "forgot-password", lazy: page(() => import("../features/auth/ForgotPasswordPage")) },
      { path: "reset-password", lazy: page(() => import("../features/auth/ResetPasswordPage")) },
      ...["about", "shipping", "returns", "privacy", "terms", "contact"].map((path) => ({
        path,
        lazy: info,
      })),
      { path: "*", Component: NotFoundPage },
    ],
  },
];
