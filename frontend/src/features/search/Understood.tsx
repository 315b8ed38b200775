import { X } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import type { SearchPage, UnderstoodPart } from "../../api/generated";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";
import type { useListParams } from "../catalog/params";

interface UnderstoodProps {
  list: ReturnType<typeof useListParams>;
  found: Pick<SearchPage, "did_you_mean" | "corrected" | "relaxed" | "plain" | "understood" | "items">;
}

/** What was made of the words that were typed, where that is not what they say, and what else they may have meant. */
export function Understood({ list, found }: UnderstoodProps) {
  const text = useMessages().search;
  const typed = list.params.q ?? "";
  const meant = found.did_you_mean;
  const isRelaxed = found.relaxed && found.items.length > 0;
  if (!meant && !isRelaxed && !found.plain && found.understood.length === 0) return null;
  return (
    <div role="status" className="mb-6 space-y-2 text-[0.9375rem]">
      {meant && found.corrected && <p>{text.corrected(meant, typed)}</p>}
      {meant && !found.corrected && (
        <p>
          {text.didYouMean} <SearchLink words={meant} />?
        </p>
      )}
      {found.plain && <p className="text-muted">{text.plain}</p>}
      {isRelaxed && <p className="text-muted">{text.relaxed}</p>}
      {found.understood.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-muted">{text.understood}</span>
          {found.understood.map((part) => (
            <button
              key={part.text}
              type="button"
              onClick={() => list.put({ literal: [...list.params.literal, part.text].join(",") })}
              className="flex h-9 items-center gap-1.5 rounded-full bg-accent-soft pr-2.5 pl-3.5 text-sm font-medium text-accent"
            >
              <Part part={part} />
              <span className="sr-only">, {text.notMeant}</span>
              <X aria-hidden className="size-4" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Part({ part }: { part: UnderstoodPart }) {
  const text = useMessages().list;
  const locale = useLocale();
  const money = (bound: UnderstoodPart["price_min"]) => bound && formatMoney(bound, locale);
  if (part.kind === "price") return text.priceRange(money(part.price_min), money(part.price_max));
  if (part.kind === "brand") return `${text.brand}: ${part.label ?? part.value}`;
  return `${part.name ?? part.code}: ${part.label ?? part.value}`;
}

/** To the same list, by other words. */
function SearchLink({ words }: { words: string }) {
  const [query] = useSearchParams();
  const next = new URLSearchParams(query);
  next.delete("page");
  next.set("q", words);
  return (
    <Link to={{ search: next.toString() }} className="text-link">
      {words}
    </Link>
  );
}
