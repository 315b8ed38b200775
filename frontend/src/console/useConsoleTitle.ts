import { useEffect } from "react";
import { useConsoleText } from "./text";

/** The title of the browser's tab. */
export function useConsoleTitle(title: string | undefined) {
  const { console } = useConsoleText();
  useEffect(() => {
    if (title) document.title = `${title} · Penden ${console}`;
  }, [title, console]);
}
