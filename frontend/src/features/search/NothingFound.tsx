import { SearchX } from "lucide-react";
import { Link } from "react-router";
import type { ProductSummary } from "../../api/generated";
import { Empty } from "../../components/states";
import { useMessages } from "../../i18n";
import { useCategories } from "../catalog/categories";
import type { useListParams } from "../catalog/params";
import { Shelf } from "../recommendations/Shelf";

interface NothingFoundProps {
  list: ReturnType<typeof useListParams>;
  /** What others buy. */
  instead: ProductSummary[];
}

/** A search that found nothing: why that may be, ways on, and something to look at. */
export function NothingFound({ list, instead }: NothingFoundProps) {
  const text = useMessages();
  const { data } = useCategories();
  const { params, active } = list;
  // The words themselves count as one.
  const isNarrowed = active > 1 || params.category !== undefined;
  return (
    <>
      <Empty
        icon={<SearchX />}
        title={text.search.nothing(params.q ?? "")}
        action={
          <>
            {isNarrowed && (
              <Link to={`/shop?q=${encodeURIComponent(params.q ?? "")}`} className="btn-primary">
                {text.search.everywhere}
              </Link>
            )}
            <Link to="/shop" className={isNarrowed ? "btn-quiet" : "btn-primary"}>
              {text.list.showAll}
            </Link>
          </>
        }
      >
        <p>{text.search.help}</p>
        <ul className="mt-5 flex flex-wrap justify-center gap-2" aria-label={text.nav.categories}>
          {data?.items.map((category) => (
            <li key={category.id}>
              <Link
                to={`/categories/${category.slug}`}
                className="flex h-11 items-center rounded-full border border-line bg-surface px-4 text-sm font-medium text-fg hover:border-line-strong"
              >
                {category.name}
              </Link>
            </li>
          ))}
        </ul>
      </Empty>
      <Shelf title={text.shelf.many} items={instead.map((product) => ({ product }))} />
    </>
  );
}
