/**
 * The first lines that run. The server has drawn the page; the browser shows it, with its largest picture, before it is
 * given the code that makes the page alive, which would keep a slow phone from painting. That code is on its way meanwhile:
 * `vite.config.ts` names it in the head.
 */
import "./shop.css";

/** In milliseconds; whatever is not on the screen by then need not be waited for. */
const PATIENCE = 1000;

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Until what the server drew is on the screen. */
async function painted(): Promise<void> {
  const root = document.getElementById("root");
  if (!root?.firstElementChild || document.visibilityState === "hidden") return;
  const largest = root.querySelector<HTMLImageElement>("img[fetchpriority=high]");
  await largest?.decode().catch(() => undefined);
  await frame();
}

const enough = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE));
void Promise.race([painted(), enough]).then(() => import("./main"));
