import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "./session";

/** Pages for who is logged in; others go to the log-in and come back. */
export function RequireCustomer() {
  const session = useSession();
  const { pathname } = useLocation();
  if (session.status === "unknown") return <div className="min-h-dvh" />;
  if (session.status === "guest") {
    return <Navigate to="/log-in" state={{ to: pathname, hasEnded: session.hasEnded }} replace />;
  }
  return <Outlet />;
}
