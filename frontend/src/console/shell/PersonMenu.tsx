import { LogOut, Store, UserRound } from "lucide-react";
import { NavLink } from "react-router";
import { leave } from "../../features/auth/session";
import { chooseLocale, LOCALES, type Locale, useLocale } from "../../i18n";
import { cx } from "../../lib/cx";
import { useStaff } from "../access";
import { useConsoleText } from "../text";
import { ThemeButton } from "./ThemeButton";

/** Who one is, and how the console is to look. */
export function PersonMenu() {
  const text = useConsoleText();
  const user = useStaff();
  const locale = useLocale();
  return (
    <div className="shrink-0 border-t border-line px-3 pt-2 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      <NavLink
        to="/account"
        className={({ isActive }) =>
          cx("flex items-center gap-2.5 rounded-lg px-2.5 py-2 hover:bg-sunken", isActive && "bg-accent-soft")
        }
      >
        <UserRound aria-hidden className="size-4.5 shrink-0" strokeWidth={1.7} />
        <span className="min-w-0">
          <span className="block truncate font-medium">{user.name}</span>
          <span className="block truncate text-xs text-muted">{user.email}</span>
        </span>
      </NavLink>
      <div className="mt-1 flex items-center gap-0.5">
        <label className="mr-auto">
          <span className="sr-only">{text.language}</span>
          <select
            value={locale}
            onChange={(event) => void chooseLocale(event.target.value as Locale)}
            className="h-11 rounded-lg bg-transparent px-2 text-fg hover:bg-sunken lg:h-9"
          >
            {Object.entries(LOCALES).map(([code, name]) => (
              <option key={code} value={code} lang={code} className="bg-surface">
                {name}
              </option>
            ))}
          </select>
        </label>
        <ThemeButton />
        <a href="/" className="icon-btn" aria-label={text.toShop} title={text.toShop}>
          <Store aria-hidden className="size-4.5" strokeWidth={1.7} />
        </a>
        <button
          type="button"
          className="icon-btn"
          aria-label={text.logOut}
          title={text.logOut}
          onClick={() => void leave()}
        >
          <LogOut aria-hidden className="size-4.5" strokeWidth={1.7} />
        </button>
      </div>
    </div>
  );
}
