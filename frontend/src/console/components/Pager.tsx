import { ChevronLeft, ChevronRight } from "lucide-react";
import { useConsoleText } from "../text";
import type { ListState } from "./useList";

/** To the page before and the next one. Absent where there is one page only. */
export function Pager({ list, nextCursor }: { list: ListState; nextCursor: string | undefined }) {
  const text = useConsoleText().table;
  if (!list.canGoBack && !nextCursor) return null;
  return (
    <nav
      aria-label={text.pages}
      className="flex items-center justify-end gap-2 border-t border-line px-4 py-2.5 sm:px-5"
    >
      <button type="button" className="btn-quiet" disabled={!list.canGoBack} onClick={list.previous}>
        <ChevronLeft aria-hidden className="-ml-1 size-4" />
        {text.previous}
      </button>
      <button
        type="button"
        className="btn-quiet"
        disabled={!nextCursor}
        onClick={() => nextCursor && list.next(nextCursor)}
      >
        {text.next}
        <ChevronRight aria-hidden className="-mr-1 size-4" />
      </button>
    </nav>
  );
}
