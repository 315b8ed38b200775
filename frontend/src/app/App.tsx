import { useLocation, useRoutes } from "react-router";
import { ErrorBoundary } from "./ErrorBoundary";
import { routes } from "./router";

/** The page at the address. */
export function App() {
  const { pathname } = useLocation();
  return <ErrorBoundary at={pathname}>{useRoutes(routes)}</ErrorBoundary>;
}
