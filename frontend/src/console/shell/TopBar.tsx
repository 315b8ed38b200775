import { Menu } from "lucide-react";
import { Link } from "react-router";
import { useConsoleText } from "../text";
import { ThemeButton } from "./ThemeButton";

/** Only where there is no room for the navigation beside the page. */
export function TopBar({ onMenu }: { onMenu: () => void }) {
  const text = useConsoleText();
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-bg/90 px-2 backdrop-blur-md lg:hidden">
      <button type="button" className="icon-btn" aria-label={text.menu} onClick={onMenu}>
        <Menu aria-hidden className="size-5" />
      </button>
      <Link to="/" className="px-1 py-2 text-lg font-semibold tracking-tight">
        penden <span className="font-normal text-muted">{text.console}</span>
      </Link>
      <span className="ml-auto">
        <ThemeButton />
      </span>
    </header>
  );
}
