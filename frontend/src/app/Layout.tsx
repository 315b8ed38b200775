import { Suspense, useEffect, useRef } from "react";
import { Outlet, useLocation } from "react-router";
import { Toaster } from "../components/toast";
import { useDrawer } from "../features/cart/cart";
import { useShop } from "../features/catalog/shop";
import { useLocale, useMessages } from "../i18n";
import { formatMoney } from "../lib/format";
import { useOnline } from "../lib/useOnline";
import { ErrorBoundary } from "./ErrorBoundary";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { lazyPage } from "./lazyPage";
import { useScroll } from "./useScroll";

const CartDrawer = lazyPage(() => import("../features/cart/CartDrawer"));

export function Layout() {
  const text = useMessages();
  const wasOpened = useOnce(useDrawer());
  const main = useFocusOnNavigation();
  const { pathname } = useLocation();
  useScroll();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-50 rounded-full bg-fg px-5 py-3 text-bg focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {text.shop.skip}
      </a>
      <Banner />
      <Header />
      <main id="main" ref={main} tabIndex={-1} className="flex-1 outline-none beside:pr-104">
        <Suspense fallback={<div className="min-h-dvh" />}>
          <ErrorBoundary at={pathname}>
            <Outlet />
          </ErrorBoundary>
        </Suspense>
      </main>
      <Footer />
      {wasOpened && (
        <Suspense>
          <CartDrawer />
        </Suspense>
      )}
      <Toaster />
    </div>
  );
}

/** The drawer's code is fetched when somebody opens it, and stays then. */
function useOnce(value: boolean): boolean {
  const was = useRef(value);
  if (value) was.current = true;
  return was.current;
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

function Banner() {
  const text = useMessages();
  const locale = useLocale();
  const isOnline = useOnline();
  const { data: shop } = useShop();
  if (!isOnline) {
    return (
      <div role="status" className="bg-danger px-4 py-2 text-center text-[0.8125rem] text-bg">
        {text.problems.offlineBanner}
      </div>
    );
  }
  const free = shop?.free_shipping_from;
  return (
    <aside
      aria-label={text.nav.notifications}
      className="min-h-9 bg-promo px-4 py-2 text-center text-[0.8125rem] text-promo-fg"
    >
      {free && text.shop.freeFrom(formatMoney(free, locale))}
      {free && shop.is_demo && <span className="max-sm:hidden"> · </span>}
      {shop?.is_demo && <span className="max-sm:hidden">{text.shop.demo}</span>}
    </aside>
  );
}
