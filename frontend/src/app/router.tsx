import { Navigate, type RouteObject, useParams } from "react-router";
import { RequireCustomer } from "../features/auth/RequireCustomer";
import HomePage from "../features/catalog/HomePage";
import { Layout } from "./Layout";
import { lazyPage } from "./lazyPage";

const ListPage = lazyPage(() => import("../features/catalog/ListPage"));
const InfoPage = lazyPage(() => import("../features/info/InfoPage"));

/** Where mails of older days point to. */
function OrderRedirect() {
  return <Navigate to={`/orders/${useParams().id}`} replace />;
}

export const routes: RouteObject[] = [
  {
    path: "/",
    Component: Layout,
    children: [
      { index: true, Component: HomePage },
      { path: "shop", Component: ListPage },
      { path: "categories/:category", Component: ListPage },
      { path: "collections/:collection", Component: ListPage },
      { path: "products/:slug", Component: lazyPage(() => import("../features/catalog/ProductPage")) },
      { path: "cart", Component: lazyPage(() => import("../features/cart/CartPage")) },
      { path: "checkout", Component: lazyPage(() => import("../features/checkout/CheckoutPage")) },
      { path: "orders/:id", Component: lazyPage(() => import("../features/orders/OrderPage")) },
      {
        path: "account",
        element: <RequireCustomer />,
        children: [
          {
            Component: lazyPage(() => import("../features/account/AccountLayout")),
            children: [
              { index: true, Component: lazyPage(() => import("../features/account/OrdersPage")) },
              { path: "orders/:id", Component: OrderRedirect },
              { path: "addresses", Component: lazyPage(() => import("../features/account/AddressesPage")) },
              { path: "profile", Component: lazyPage(() => import("../features/account/ProfilePage")) },
              { path: "security", Component: lazyPage(() => import("../features/account/SecurityPage")) },
              { path: "wishlist", Component: lazyPage(() => import("../features/account/WishlistPage")) },
              { path: "data", Component: lazyPage(() => import("../features/account/DataPage")) },
              { path: "sessions", Component: lazyPage(() => import("../features/account/SessionsPage")) },
            ],
          },
        ],
      },
      // Where the mail points to that says that one's data is gathered.
      { path: "my-data", element: <Navigate to="/account/data" replace /> },
      { path: "log-in", Component: lazyPage(() => import("../features/auth/LogInPage")) },
      { path: "register", Component: lazyPage(() => import("../features/auth/RegisterPage")) },
      { path: "confirm-email", Component: lazyPage(() => import("../features/auth/ConfirmEmailPage")) },
      { path: "forgot-password", Component: lazyPage(() => import("../features/auth/ForgotPasswordPage")) },
      { path: "reset-password", Component: lazyPage(() => import("../features/auth/ResetPasswordPage")) },
      ...["about", "shipping", "returns", "privacy", "terms", "contact"].map((path) => ({
        path,
        Component: InfoPage,
      })),
      { path: "*", Component: lazyPage(() => import("./NotFoundPage")) },
    ],
  },
];
