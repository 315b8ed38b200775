import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type PointerEvent, useEffect } from "react";
import { suggestSearchesOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { useDebounced } from "../../lib/useDebounced";

interface OffersProps {
  /** Of the list; its options have this with their number. */
  id: string;
  typed: string;
  /** The one that Enter takes. */
  at: number;
  onOffers: (offers: string[]) => void;
  onChoose: (words: string) => void;
}

const NONE: string[] = [];

/** What is offered while one types: searches that have answers, with how many. */
export default function Offers({ id, typed, at, onOffers, onChoose }: OffersProps) {
  const text = useMessages().search;
  const q = useDebounced(typed, 120);
  const { data } = useQuery({
    ...suggestSearchesOptions({ query: { q, limit: 8 } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  useEffect(() => onOffers(data?.items.map((one) => one.text) ?? NONE), [data, onOffers]);
  useEffect(() => () => onOffers(NONE), [onOffers]);
  if (!data || data.items.length === 0) return null;
  return (
    <div
      id={id}
      role="listbox"
      tabIndex={-1}
      aria-label={text.offers}
      // The field keeps the focus; it is left by a click elsewhere only.
      onPointerDown={(event: PointerEvent) => event.preventDefault()}
      className="absolute inset-x-0 top-full z-40 mt-2 max-h-[min(30rem,70dvh)] overflow-y-auto rounded-2xl border border-line bg-surface p-2 shadow-pop"
    >
      {data.items.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard, and takes the option by Enter.
        <div
          key={one.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          onClick={() => onChoose(one.text)}
          className={cx(
            "flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 hover:bg-sunken",
            index === at && "bg-sunken",
          )}
        >
          <Search aria-hidden className="size-4 shrink-0 text-muted" />
          <span className="min-w-0 flex-1 truncate">{one.text}</span>
          <span className="text-sm text-muted tabular-nums">{text.count(one.products)}</span>
        </div>
      ))}
    </div>
  );
}
