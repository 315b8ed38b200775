import { fetchAxios } from "../api/axiosLater";
import { allTexts } from "../i18n";

let arrive = () => {};
/** Until the first page is there and nothing else is to be done. */
export const idle = new Promise<void>((resolve) => {
  arrive = resolve;
});

/** After the first page: what most will need next, while nothing else is to be done. */
export function whenIdle() {
  const fetchNext = () => {
    arrive();
    void allTexts().catch(() => undefined);
    fetchAxios();
    void import("../features/catalog/ProductPage").catch(() => undefined);
  };
  const soon = () =>
    typeof requestIdleCallback === "function"
      ? requestIdleCallback(fetchNext, { timeout: 4000 })
      : setTimeout(fetchNext, 1500);
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}
