import { useEffect, useLayoutEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";
import { visit } from "../lib/storage";

type Places = Record<string, number>;
const KEY = "scroll";
const MOST = 50;
/** How long a page may take until it is as long as it was. */
const PATIENCE = 3000;

/** The page that is shown, and how far down one is on it. */
interface Here {
  key: string;
  pathname: string;
  place: number;
}

const placeOf = (key: string): number => visit.read<Places>(KEY)?.[key] ?? 0;

function remember({ key, place }: Here) {
  const { [key]: _, ...others } = visit.read<Places>(KEY) ?? {};
  visit.write(KEY, Object.fromEntries([...Object.entries(others).slice(1 - MOST), [key, place]]));
}

/**
 * A new page begins at its top; Back, Forward and reloading lead to where one was, as soon as the page is long enough again.
 * A change of the query alone leaves the page where it is.
 */
export function useScroll() {
  const { key, pathname } = useLocation();
  const type = useNavigationType();
  const here = useRef<Here | null>(null);

  useEffect(() => {
    history.scrollRestoration = "manual";
    const note = () => {
      if (here.current) here.current.place = Math.round(scrollY);
    };
    const leave = () => here.current && remember(here.current);
    addEventListener("scroll", note, { passive: true });
    // Who scrolls and clicks in one go is away before the browser tells of the scrolling.
    addEventListener("click", note, { capture: true });
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", leave);
    return () => {
      removeEventListener("scroll", note);
      removeEventListener("click", note, { capture: true });
      removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", leave);
    };
  }, []);

  useLayoutEffect(() => {
    const last = here.current;
    if (last) remember(last);
    // Every visit begins with the same key.
    const own = key === "default" ? `${key} ${pathname}` : key;
    const isAnew = last === null && !wasThere();
    if (type === "POP" && !isAnew) {
      here.current = { key: own, pathname, place: placeOf(own) };
      return backTo(here.current.place);
    }
    if (last && last.pathname !== pathname && !location.hash) scrollTo(0, 0);
    here.current = { key: own, pathname, place: Math.round(scrollY) };
  }, [key, pathname, type]);
}

/** Whether the browser came back to the page or drew it anew, instead of being led here. */
function wasThere(): boolean {
  const [entry] = performance.getEntriesByType?.("navigation") ?? [];
  const type = (entry as PerformanceNavigationTiming | undefined)?.type;
  return type === "reload" || type === "back_forward";
}

function backTo(place: number) {
  scrollTo(0, place);
  if (scrollY >= place - 1) return;
  const until = Date.now() + PATIENCE;
  const stop = () => {
    grown.disconnect();
    for (const name of ["wheel", "touchstart", "keydown"]) removeEventListener(name, stop);
  };
  const grown = new ResizeObserver(() => {
    scrollTo(0, place);
    if (scrollY >= place - 1 || Date.now() > until) stop();
  });
  grown.observe(document.body);
  // Whoever scrolls has decided otherwise.
  for (const name of ["wheel", "touchstart", "keydown"]) addEventListener(name, stop, { passive: true });
  return stop;
}
