import { useEffect } from "react";

/** The title of the browser's tab. */
export function useTitle(title: string | undefined) {
  useEffect(() => {
    if (title) document.title = `${title} · Penden`;
  }, [title]);
}
