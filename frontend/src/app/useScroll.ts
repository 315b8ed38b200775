import { useEffect, useLayoutEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";
import { visit } from "../lib/storage";

type Places = Record<string, number>;
const KEY = "scroll";
const MOST = 50;
/** How long a page may take until it is as long as it was. */
const PATIENCE = 3000;

/**
 * A new page begins at its top; Back, Forward and reloading lead to where one was, as soon as the page is long enough again.
 * A change of the query alone leaves the page where it is.
 */
export function useScroll() {
  const { key, pathname } = useLocation();
  const type = useNavigationType();
  const before = useRef<{ key: string; pathname: string } | null>(null);

  useEffect(() => {
    history.scrollRestoration = "manual";
    const remember = () => {
      if (!before.current) return;
      const places = { ...visit.read<Places>(KEY), [before.current.key]: Math.round(scrollY) };
      visit.write(KEY, Object.fromEntries(Object.entries(places).slice(-MOST)));
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(remember, 80);
    };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("pagehide", remember);
    return () => {
      clearTimeout(timer);
      removeEventListener("scroll", soon);
      removeEventListener("pagehide", remember);
    };
  }, []);

  useLayoutEffect(() => {
    const last = before.current;
    // Every visit begins with the same key.
    const place = key === "default" ? `${key} ${pathname}` : key;
    before.current = { key: place, pathname };
    const isAnew = last === null && !wasThere();
    if (type === "POP" && !isAnew) return backTo(visit.read<Places>(KEY)?.[place] ?? 0);
    if (last && last.pathname !== pathname && !location.hash) scrollTo(0, 0);
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
