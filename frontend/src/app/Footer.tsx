import { useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { useCategories } from "../features/catalog/categories";
import { chooseLocale, LOCALES, type Locale, useLocale, useMessages } from "../i18n";

export function Footer() {
  const text = useMessages();
  const { data: categories } = useCategories();
  const shop = (categories?.items ?? []).map((category) => ({
    to: `/categories/${category.slug}`,
    label: category.name,
  }));
  return (
    <footer className="mt-20 border-t border-line bg-sunken/60 lg:mt-28 beside:pr-104">
      <div className="wrap grid gap-10 py-12 md:grid-cols-[1.6fr_repeat(3,1fr)] lg:py-16">
        <div>
          <p className="font-display text-3xl tracking-[-0.02em]">penden</p>
          <p className="mt-2 max-w-xs text-sm leading-relaxed text-muted">{text.footer.letter}</p>
        </div>
        <div className="grid grid-cols-2 gap-8 sm:grid-cols-3 md:contents">
          <Column title={text.nav.shop} links={[{ to: "/shop", label: text.nav.all }, ...shop]} />
          <Column
            title={text.nav.help}
            links={[
              { to: "/shipping", label: text.footer.shipping },
              { to: "/returns", label: text.footer.returns },
              { to: "/contact", label: text.footer.contact },
            ]}
          />
          <Column
            title={text.nav.company}
            links={[
              { to: "/about", label: text.footer.about },
              { to: "/privacy", label: text.footer.privacy },
              { to: "/terms", label: text.footer.terms },
            ]}
          />
        </div>
      </div>
      <div className="wrap">
        <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line py-5 text-[0.8125rem] text-muted">
          <p>{text.footer.rights(new Date().getFullYear())}</p>
          <LanguageSwitch />
        </div>
      </div>
    </footer>
  );
}

function Column({ title, links }: { title: string; links: { to: string; label: string }[] }) {
  return (
    <nav aria-label={title}>
      <h2 className="text-sm font-semibold">{title}</h2>
      <ul className="mt-2 text-sm text-muted">
        {links.map((link) => (
          <li key={link.to}>
            <Link to={link.to} className="inline-flex min-h-9 items-center hover:text-fg hover:underline">
              {link.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function LanguageSwitch() {
  const text = useMessages();
  const locale = useLocale();
  const queries = useQueryClient();
  const choose = async (next: Locale) => {
    await chooseLocale(next);
    // What the shop says in that language is read anew.
    await queries.invalidateQueries();
  };
  return (
    <label className="flex items-center gap-2">
      <span>{text.nav.language}</span>
      <select
        value={locale}
        onChange={(event) => void choose(event.target.value as Locale)}
        className="input h-11 w-auto rounded-full text-sm text-fg"
      >
        {Object.entries(LOCALES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
