import { Navigate } from "react-router";
import { useStaff } from "../access";
import { firstPage, type Half } from "../halves";

/** The start of the console is the first page that the person may see. */
export function StartPage({ halves }: { halves: Half[] }) {
  const { permissions } = useStaff();
  return <Navigate to={firstPage(halves, permissions) ?? "/account"} replace />;
}
