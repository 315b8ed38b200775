import { Suspense, useEffect, useRef, useState } from "react";
import { Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { Toaster } from "../../components/toast";
import { useSession } from "../../features/auth/session";
import { cx } from "../../lib/cx";
import { useOnline } from "../../lib/useOnline";
import { ConfirmHost } from "../components/confirm";
import type { Half } from "../halves";
import { useConsoleText } from "../text";
import { LogIn } from "./LogIn";
import { Navigation } from "./Navigation";
import { NotStaff } from "./NotStaff";
import { TopBar } from "./TopBar";

/** The frame of the console. Guests see the log-in at whatever address they wanted, and are there afterwards. */
export function Shell({ halves }: { halves: Half[] }) {
  const session = useSession();
  if (session.status === "unknown") return <div className="min-h-dvh" />;
  if (session.status === "guest") return <LogIn hasEnded={session.hasEnded} />;
  if (session.user.role === "customer") return <NotStaff user={session.user} />;
  return <Frame halves={halves} />;
}

function Frame({ halves }: { halves: Half[] }) {
  const text = useConsoleText();
  const isOnline = useOnline();
  const [isOpen, setOpen] = useState(false);
  const main = useFocusOnNavigation();
  const isLeaving = useNavigation().state === "loading";
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-xl bg-fg px-4 py-2 text-bg focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {text.skip}
      </a>
      <Navigation halves={halves} isOpen={isOpen} onClose={() => setOpen(false)} />
      <div className="flex min-w-0 flex-col">
        <TopBar onMenu={() => setOpen(true)} />
        {!isOnline && (
          <div
            role="status"
            className="sticky top-14 z-20 bg-danger px-4 py-2 text-center text-[0.8125rem] text-bg lg:top-0"
          >
            {text.offline}
          </div>
        )}
        <main
          id="main"
          ref={main}
          tabIndex={-1}
          className={cx(
            "mx-auto w-full max-w-[90rem] flex-1 px-4 py-5 outline-none transition-opacity duration-200 sm:px-6 lg:px-8 lg:py-7",
            isLeaving && "opacity-60",
          )}
        >
          <Suspense fallback={<div className="min-h-dvh" />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <ConfirmHost />
      <Toaster />
      <ScrollRestoration />
    </div>
  );
}

/** After a change of page the focus starts at its content, so that readers of screens hear that it is another one. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
