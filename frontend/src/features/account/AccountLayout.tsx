import { LogOut } from "lucide-react";
import { Suspense, useEffect, useRef } from "react";
import { NavLink, Outlet, useLocation, useNavigate } from "react-router";
import { toast } from "../../components/toast";
import { useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { useTitle } from "../../lib/useTitle";
import { leave, useSession } from "../auth/session";

export default function AccountLayout() {
  const text = useMessages();
  const session = useSession();
  const navigate = useNavigate();
  const { nav } = text.account;
  const pages = [
    { to: "/account", label: nav.orders },
    { to: "/account/wishlist", label: nav.wishlist },
    { to: "/account/addresses", label: nav.addresses },
    { to: "/account/profile", label: nav.profile },
    { to: "/account/security", label: nav.security },
    { to: "/account/sessions", label: nav.sessions },
    { to: "/account/data", label: nav.data },
  ];
  // On a phone the list is longer than the screen; what is open is in view.
  const list = useRef<HTMLUListElement>(null);
  const { pathname } = useLocation();
  useTitle(pages.find((page) => page.to === pathname)?.label ?? text.account.title);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is another entry.
  useEffect(() => {
    const open = list.current?.querySelector("[aria-current=page]");
    const frame = list.current?.parentElement;
    if (open instanceof HTMLElement && frame) frame.scrollLeft = open.offsetLeft - frame.clientWidth / 3;
  }, [pathname]);
  const logOut = async () => {
    await navigate("/");
    await leave().catch(() => undefined);
    toast(text.account.loggedOut);
  };
  const item = "flex h-11 items-center rounded-full px-4 text-[0.9375rem] whitespace-nowrap";
  return (
    <div className="wrap pt-8 lg:pt-12">
      <h1 className="font-display text-4xl lg:text-5xl">
        {text.account.hello(session.status === "customer" ? session.user.name : "")}
      </h1>
      <div className="mt-6 grid gap-8 lg:grid-cols-[14rem_minmax(0,1fr)] lg:gap-14">
        <nav
          aria-label={text.account.title}
          className="no-bar -mx-4 overflow-x-auto mask-r-from-[calc(100%-2rem)] px-4 lg:mx-0 lg:mask-none lg:px-0"
        >
          <ul ref={list} className="flex w-max gap-1 lg:w-full lg:flex-col">
            {pages.map((page) => (
              <li key={page.to}>
                <NavLink
                  to={page.to}
                  end
                  className={({ isActive }) =>
                    cx(
                      item,
                      isActive ? "bg-fg font-medium text-bg" : "text-muted hover:bg-sunken hover:text-fg",
                    )
                  }
                >
                  {page.label}
                </NavLink>
              </li>
            ))}
            <li>
              <button
                type="button"
                onClick={logOut}
                className={cx(item, "gap-2 text-muted hover:bg-sunken hover:text-fg")}
              >
                <LogOut aria-hidden className="size-4" />
                {text.account.logOut}
              </button>
            </li>
          </ul>
        </nav>
        <div className="min-w-0">
          <Suspense>
            <Outlet />
          </Suspense>
        </div>
      </div>
    </div>
  );
}
