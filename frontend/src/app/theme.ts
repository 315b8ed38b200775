import { device } from "../lib/storage";
import { createStore, useStore } from "../lib/store";

type Theme = "light" | "dark";

const theme = createStore<Theme>(document.documentElement.dataset.theme === "dark" ? "dark" : "light");
export const useTheme = () => useStore(theme);

export function chooseTheme(next: Theme) {
  document.documentElement.dataset.theme = next;
  // Without quotes, since the script in the page's head reads it before anything else is there.
  try {
    localStorage.setItem("penden.theme", next);
  } catch {
    device.write("theme", null);
  }
  theme.set(next);
}
