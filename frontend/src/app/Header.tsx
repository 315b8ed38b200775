import { Moon, ShoppingBag, Sun, User } from "lucide-react";
import { type ComponentType, lazy, Suspense } from "react";
import { Link, NavLink } from "react-router";
import { useSession } from "../features/auth/session";
import { setDrawer, unitsIn, useCart } from "../features/cart/cart";
import { useCategories } from "../features/catalog/categories";
import { useShop } from "../features/catalog/shop";
import { useMessages } from "../i18n";
import { cx } from "../lib/cx";
import { SearchBox } from "./SearchBox";
import { chooseTheme, useTheme } from "./theme";
import { idle } from "./whenIdle";

/** Nobody waits for it, and where it cannot be fetched the shop does without. */
const AssistantButton = lazy(() =>
  idle
    .then((): Promise<{ default: ComponentType }> => import("../features/assistant/AssistantButton"))
    .catch(() => ({ default: () => null })),
);

export function Header() {
  const text = useMessages();
  return (
    <header className="sticky top-0 z-30 border-b border-line/70 bg-bg/90 backdrop-blur-md">
      <div className="wrap grid grid-cols-[1fr_auto] items-center gap-x-4 lg:h-20 lg:grid-cols-[1fr_minmax(0,28rem)_1fr]">
        <div className="flex items-center gap-8">
          <Link
            to="/"
            aria-label={text.shop.home}
            className="-ml-1 w-max px-1 font-display text-[2.25rem] leading-none tracking-[-0.03em] max-lg:py-2.5"
          >
            <Mark />
          </Link>
          <Categories />
        </div>
        <div className="order-3 col-span-2 pb-3 lg:order-none lg:col-span-1 lg:pb-0">
          <SearchBox />
        </div>
        <div className="flex items-center justify-end max-lg:-mr-2.5">
          <Assistant />
          <ThemeButton />
          <AccountButton />
          <CartButton />
        </div>
      </div>
    </header>
  );
}

/** The shop's logo, or its name in letters where it has none. */
function Mark() {
  const logo = useShop().data?.logo;
  if (!logo) return "penden";
  const height = Math.min(logo.height, 40);
  return (
    <img src={logo.url} alt="" width={Math.round((logo.width * height) / logo.height)} height={height} />
  );
}

function Assistant() {
  if (!useShop().data?.assistant) return null;
  return (
    <Suspense>
      <AssistantButton />
    </Suspense>
  );
}

function Categories() {
  const text = useMessages();
  const { data } = useCategories();
  return (
    <nav aria-label={text.nav.categories} className="hidden xl:block">
      <ul className="flex gap-5 text-[0.9375rem]">
        {data?.items.slice(0, 4).map((category) => (
          <li key={category.id}>
            <NavLink
              to={`/categories/${category.slug}`}
              className={({ isActive }) =>
                cx("py-2 hover:text-fg", isActive ? "text-fg underline underline-offset-8" : "text-muted")
              }
            >
              {category.name}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function AccountButton() {
  const text = useMessages();
  const session = useSession();
  const isIn = session.status === "customer";
  return (
    <Link to="/account" className="icon-btn" aria-label={isIn ? text.nav.account : text.nav.logIn}>
      <User aria-hidden className="size-5.5" strokeWidth={1.6} />
      {isIn && <span aria-hidden className="absolute top-2.5 right-2.5 size-2 rounded-full bg-accent" />}
    </Link>
  );
}

function CartButton() {
  const text = useMessages();
  const units = unitsIn(useCart().cart);
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={text.nav.cart(units)}
      onClick={() => setDrawer(true)}
    >
      <ShoppingBag aria-hidden className="size-5.5" strokeWidth={1.6} />
      {units > 0 && (
        <span
          key={units}
          aria-hidden
          className="absolute top-0.5 right-0 grid h-5 min-w-5 animate-[rise_.3s] place-items-center rounded-full bg-accent px-1 text-[0.6875rem] font-semibold text-accent-fg tabular-nums"
        >
          {units}
        </span>
      )}
    </button>
  );
}

function ThemeButton() {
  const text = useMessages();
  const isDark = useTheme() === "dark";
  const Icon = isDark ? Sun : Moon;
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={isDark ? text.nav.toLight : text.nav.toDark}
      onClick={() => chooseTheme(isDark ? "light" : "dark")}
    >
      <Icon aria-hidden className="size-5.5" strokeWidth={1.6} />
    </button>
  );
}
