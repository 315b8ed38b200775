import { type ComponentType, lazy, useState } from "react";
import { matchRoutes, type RouteObject } from "react-router";
import { allTexts } from "../i18n";

type Load = () => Promise<{ default: ComponentType }>;

const loads = new Map<ComponentType, () => Promise<unknown>>();

/** A page in a chunk of its own, which is fetched together with the texts that the first page does not need. */
export function lazyPage(load: Load): ComponentType {
  let there: ComponentType | undefined;
  const fetchBoth = async () => {
    const [chunk] = await Promise.all([load(), allTexts()]);
    there = chunk.default;
    return chunk;
  };
  const Later = lazy(fetchBoth);
  function Page() {
    // What is there already is shown at once; and what was shown first stays, or it would begin anew.
    const [Shown] = useState<ComponentType>(() => there ?? Later);
    return <Shown />;
  }
  loads.set(Page, fetchBoth);
  return Page;
}

/** Fetches what the page at the address needs, so that it can be drawn at once. */
export async function fetchPage(routes: RouteObject[], path: string): Promise<void> {
  const matched = matchRoutes(routes, path) ?? [];
  const wanted = matched.map(
    ({ route }) => route.Component && loads.get(route.Component as ComponentType)?.(),
  );
  // A chunk that is gone is the page's own trouble: it says so, and offers to reload.
  await Promise.all(wanted).catch(() => undefined);
}
