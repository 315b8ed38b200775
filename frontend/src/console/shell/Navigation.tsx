import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { NavLink, useLocation } from "react-router";
import { cx } from "../../lib/cx";
import { useStaff } from "../access";
import { addressOf, allows, type Half, type PageGroup } from "../halves";
import { useConsoleText } from "../text";
import { PersonMenu } from "./PersonMenu";

interface NavigationProps {
  halves: Half[];
  /** Of the sheet, where there is no room for it beside the page. */
  isOpen: boolean;
  onClose: () => void;
}

/** Beside the page where there is room, a sheet from the left where there is not. */
export function Navigation({ halves, isOpen, onClose }: NavigationProps) {
  const text = useConsoleText();
  return (
    <>
      <aside className="sticky top-0 hidden h-dvh border-r border-line bg-sunken/50 lg:block">
        <Contents halves={halves} />
      </aside>
      <Drawer isOpen={isOpen} onClose={onClose} label={text.navigation}>
        <Contents halves={halves} onClose={onClose} />
      </Drawer>
    </>
  );
}

interface DrawerProps {
  isOpen: boolean;
  onClose: () => void;
  label: string;
  children: React.ReactNode;
}

function Drawer({ isOpen, onClose, label, children }: DrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === isOpen) return;
    if (isOpen) element.showModal();
    else element.close();
  }, [isOpen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has chosen a page wants to see it.
  useEffect(onClose, [pathname]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser itself closes it on Escape.
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className="drawer m-0 h-dvh max-h-none w-[17.5rem] max-w-[85vw] bg-surface text-fg shadow-pop outline-none lg:hidden"
    >
      {isOpen && children}
    </dialog>
  );
}

function Contents({ halves, onClose }: { halves: Half[]; onClose?: () => void }) {
  const text = useConsoleText();
  const { permissions } = useStaff();
  const { pathname } = useLocation();
  const listed = halves
    .map((half) => ({ half, groups: visible(half, permissions) }))
    .filter(({ groups }) => groups.length > 0);
  const here = listed.find(
    ({ half }) => pathname === `/${half.path}` || pathname.startsWith(`/${half.path}/`),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of page ends looking around.
  useEffect(() => setChosen(null), [pathname]);
  const shown = listed.find(({ half }) => half.path === chosen) ?? here ?? listed[0];
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center justify-between pr-2 pl-5">
        <NavLink to="/" className="text-xl font-semibold tracking-tight">
          penden
        </NavLink>
        {onClose && (
          <button type="button" className="icon-btn" aria-label={text.close} onClick={onClose}>
            <X aria-hidden className="size-5" />
          </button>
        )}
      </div>
      {listed.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: two buttons are no set of form fields.
        <div
          role="group"
          aria-label={text.halves}
          className="mx-3 mb-2 grid shrink-0 auto-cols-fr grid-flow-col gap-1 rounded-xl bg-sunken p-1"
        >
          {listed.map(({ half }) => (
            <button
              key={half.path}
              type="button"
              aria-pressed={half === shown?.half}
              onClick={() => setChosen(half.path)}
              className={cx(
                "h-9 rounded-lg text-sm font-medium transition-colors lg:h-8",
                half === shown?.half
                  ? "bg-surface text-fg shadow-sm dark:bg-line"
                  : "text-muted hover:text-fg",
              )}
            >
              {half.label()}
            </button>
          ))}
        </div>
      )}
      <nav aria-label={shown?.half.label()} className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
        {shown?.groups.map((group, index) => (
          <Group key={group.label?.() ?? index} half={shown.half} group={group} />
        ))}
      </nav>
      <PersonMenu />
    </div>
  );
}

/** The groups with the pages that somebody may see and that are listed at all. */
const visible = (half: Half, permissions: string[]): PageGroup[] =>
  half.groups
    .map((group) => ({
      ...group,
      pages: group.pages.filter((page) => page.nav && allows(permissions, page.needs)),
    }))
    .filter((group) => group.pages.length > 0);

function Group({ half, group }: { half: Half; group: PageGroup }) {
  return (
    <div className="mt-3 first:mt-1">
      {group.label && (
        <h2 className="px-2.5 pt-1 pb-1.5 text-xs font-medium tracking-normal text-muted">{group.label()}</h2>
      )}
      <ul>
        {group.pages.map((page) => {
          const Icon = page.nav?.icon;
          return (
            <li key={page.path}>
              <NavLink
                to={addressOf(half, page)}
                end={page.path === ""}
                className={({ isActive }) =>
                  cx(
                    "flex h-11 items-center gap-2.5 rounded-lg px-2.5 transition-colors lg:h-8.5",
                    isActive ? "bg-accent-soft font-medium text-accent" : "text-fg hover:bg-sunken",
                  )
                }
              >
                {Icon && <Icon aria-hidden className="size-4.5 shrink-0" strokeWidth={1.7} />}
                <span className="truncate">{page.nav?.label()}</span>
              </NavLink>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
