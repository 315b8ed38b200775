import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cx } from "../../../lib/cx";
import type { ListState } from "../../components/useList";
import { useWords } from "./text";

/** Filters that a phone shows when they are asked for, so that the list is seen first. */
export function MoreFilters({
  list,
  names,
  children,
}: {
  list: ListState;
  names: string[];
  children: ReactNode;
}) {
  const text = useWords();
  const id = useId();
  const set = names.filter((name) => list.get(name)).length;
  const [isOpen, setOpen] = useState(set > 0);
  return (
    <>
      <button
        type="button"
        className="btn-quiet sm:hidden"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <SlidersHorizontal aria-hidden className="size-4" />
        {text.filters}
        {set > 0 && ` (${set})`}
      </button>
      <div id={id} className={cx("contents", !isOpen && "max-sm:hidden")}>
        {children}
      </div>
    </>
  );
}
