import { useEffect, useState } from "react";
import { useOnline } from "./useOnline";

/** For a page that could not come without a connection: it begins anew with the next one. Tells whether it waits for that. */
export function useReloadOnline(): boolean {
  const isOnline = useOnline();
  const [wasOffline] = useState(!isOnline);
  useEffect(() => {
    if (isOnline && wasOffline) location.reload();
  }, [isOnline, wasOffline]);
  return wasOffline;
}
