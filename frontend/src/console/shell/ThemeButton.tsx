import { Moon, Sun } from "lucide-react";
import { chooseTheme, useTheme } from "../../app/theme";
import { useConsoleText } from "../text";

export function ThemeButton() {
  const text = useConsoleText();
  const isDark = useTheme() === "dark";
  const Icon = isDark ? Sun : Moon;
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={isDark ? text.toLight : text.toDark}
      onClick={() => chooseTheme(isDark ? "light" : "dark")}
    >
      <Icon aria-hidden className="size-4.5" strokeWidth={1.7} />
    </button>
  );
}
