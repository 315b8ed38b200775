import { Search, X } from "lucide-react";
import {
  type FormEvent,
  type KeyboardEvent,
  lazy,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { allTexts, useMessages } from "../i18n";

const isList = (path: string) => path === "/shop" || path.startsWith("/categories/");

/** What is offered while one types is fetched when somebody begins to. */
const Offers = lazy(async () => {
  const [chunk] = await Promise.all([import("../features/search/Offers"), allTexts()]);
  return chunk;
});

/** A search: what is sent becomes part of the address, and the list follows the address. Arrows walk through what is offered. */
export function SearchBox() {
  const text = useMessages();
  const [query] = useSearchParams();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLFormElement>(null);
  const listbox = useId();
  const searched = isList(pathname) ? (query.get("q") ?? "") : "";
  const [value, setValue] = useState(searched);
  const [isOpen, setOpen] = useState(false);
  const [offers, setOffers] = useState<string[]>([]);
  const [at, setAt] = useState(-1);
  const active = isOpen ? offers[at] : undefined;

  // Back, forward and cleared filters change the address without this field.
  useEffect(() => setValue(searched), [searched]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere is done here.
  useEffect(() => setOpen(false), [pathname, search]);

  const go = (typed: string) => {
    setOpen(false);
    setAt(-1);
    const next = new URLSearchParams(isList(pathname) ? query : undefined);
    for (const name of ["page", "sort"]) next.delete(name);
    if (typed) next.set("q", typed);
    else next.delete("q");
    if (!typed && !isList(pathname)) return;
    void navigate({ pathname: isList(pathname) ? pathname : "/shop", search: next.toString() });
  };
  const choose = (words: string) => {
    setValue(words);
    go(words);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (active) choose(active);
    else go(value.trim());
    input.current?.blur();
  };
  const walk = (event: KeyboardEvent) => {
    if (event.key === "Escape" && isOpen) {
      // The browser would empty the field; that is for a second press.
      event.preventDefault();
      setOpen(false);
      setAt(-1);
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || offers.length === 0) return;
    event.preventDefault();
    setOpen(true);
    // One more place than there are offers: the field itself.
    const places = offers.length + 1;
    setAt(((at + 1 + step + places) % places) - 1);
  };
  const isWanted = isOpen && value.trim().length > 1;
  const isShown = isWanted && offers.length > 0;

  return (
    <search>
      <form
        ref={box}
        className="relative"
        onSubmit={submit}
        onBlur={(event) => !box.current?.contains(event.relatedTarget) && setOpen(false)}
      >
        <label htmlFor="q" className="sr-only">
          {text.nav.search}
        </label>
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-4 size-4.5 -translate-y-1/2 text-muted"
        />
        <input
          ref={input}
          id="q"
          type="search"
          role="combobox"
          aria-expanded={isShown}
          aria-controls={listbox}
          aria-autocomplete="list"
          aria-activedescendant={active && `${listbox}-${at}`}
          enterKeyHint="search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={200}
          placeholder={text.nav.searchHint}
          value={value}
          onChange={(event) => {
            setValue(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onKeyDown={walk}
          className="h-11 w-full rounded-full border border-transparent bg-sunken pr-11 pl-11 text-base outline-none placeholder:text-muted hover:border-line focus:border-ring focus:bg-surface focus:ring-2 focus:ring-ring/35 lg:text-[0.9375rem] [&::-webkit-search-cancel-button]:hidden"
        />
        {value && (
          <button
            type="button"
            aria-label={text.nav.clearSearch}
            className="icon-btn absolute top-0 right-0"
            onClick={() => {
              setValue("");
              go("");
              input.current?.focus();
            }}
          >
            <X aria-hidden className="size-4" />
          </button>
        )}
        {isWanted && (
          <Suspense>
            <Offers id={listbox} typed={value.trim()} at={at} onOffers={setOffers} onChoose={choose} />
          </Suspense>
        )}
      </form>
    </search>
  );
}
