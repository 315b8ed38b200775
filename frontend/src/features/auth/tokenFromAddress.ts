import { useEffect, useState } from "react";

/**
 * The token that a mail's link carries behind `#`, where no server and no log ever sees it; older links have it in the
 * query. It is taken out of the address at once, so that it stays in no history.
 */
export function useTokenFromAddress(): string {
  const [token] = useState(
    () => new URLSearchParams(location.search).get("token") ?? decodeURIComponent(location.hash.slice(1)),
  );
  useEffect(() => {
    if (location.hash || location.search) history.replaceState(history.state, "", location.pathname);
  }, []);
  return token;
}
