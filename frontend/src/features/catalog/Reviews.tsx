import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Product, Review, ReviewSorting } from "../../api/generated";
import { listProductReviews } from "../../api/generated";
import { ErrorState, Loading } from "../../components/states";
import { useLocale } from "../../i18n";
import { formatDate } from "../../lib/format";
import { OwnReview } from "./OwnReview";
import { useReviewsText } from "./reviews.text";
import { Stars } from "./Stars";

const SORTS: readonly ReviewSorting[] = ["newest", "oldest", "best", "worst"];
const STARS = [5, 4, 3, 2, 1];

/** What customers who bought it say. */
export default function Reviews({ product }: { product: Product }) {
  const text = useReviewsText();
  const [sort, setSort] = useState<ReviewSorting>("newest");
  const [rating, setRating] = useState<number>();
  const reviews = useInfiniteQuery({
    queryKey: ["reviews", product.id, sort, rating],
    queryFn: async ({ pageParam, signal }) => {
      const query = { sort, rating, cursor: pageParam, limit: 10 };
      return (await listProductReviews({ path: { product: product.id }, query, signal })).data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (before) => before,
  });
  const first = reviews.data?.pages[0];
  const items = reviews.data?.pages.flatMap((page) => page.items) ?? [];
  const total = first?.rating;
  return (
    <section id="reviews" aria-labelledby="reviews-title" className="mt-20 scroll-mt-28">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h2 id="reviews-title" className="font-display text-4xl">
            {text.title}
          </h2>
          {total && (
            <p className="mt-2 flex flex-wrap items-center gap-3 text-muted">
              <Stars value={total.average} />
              {text.count(total.count)}
            </p>
          )}
        </div>
        <OwnReview product={product} />
      </div>
      {total && first && (
        <div className="mt-6 flex flex-wrap items-end justify-between gap-6">
          <Shares stars={first.stars} />
          <div className="flex flex-wrap gap-3">
            <Choice
              label={text.only}
              value={rating?.toString() ?? ""}
              onChange={(value) => setRating(value ? Number(value) : undefined)}
              options={[
                ["", text.all],
                ...STARS.map((one): [string, string] => [String(one), text.with(one)]),
              ]}
            />
            <Choice
              label={text.sort}
              value={sort}
              onChange={(value) => setSort(SORTS.find((one) => one === value) ?? "newest")}
              options={SORTS.map((one): [string, string] => [one, text.sorts[one]])}
            />
          </div>
        </div>
      )}
      {first?.summary && (
        <section aria-labelledby="summary" className="mt-8 max-w-prose rounded-3xl bg-sunken p-5 lg:p-6">
          <h3 id="summary" className="font-semibold">
            {text.summary}
          </h3>
          <p className="mt-2 leading-relaxed break-words whitespace-pre-line">{first.summary.text}</p>
          <p className="mt-3 text-sm text-muted">{text.drafted(first.summary.reviews)}</p>
        </section>
      )}
      {reviews.isPending ? (
        <Loading label={text.loading} className="mt-6 space-y-4">
          <div className="skeleton h-24 rounded-2xl" />
          <div className="skeleton h-24 rounded-2xl" />
        </Loading>
      ) : reviews.error && !reviews.data ? (
        <ErrorState error={reviews.error} retry={reviews.refetch} />
      ) : items.length === 0 ? (
        <p className="mt-6 text-muted">{rating ? text.noneWith : text.none}</p>
      ) : (
        <ul className="mt-6 divide-y divide-line border-t border-line">
          {items.map((review) => (
            <One key={review.id} review={review} />
          ))}
        </ul>
      )}
      {reviews.hasNextPage && (
        <button
          type="button"
          className="btn-quiet mt-4"
          aria-busy={reviews.isFetchingNextPage}
          onClick={() => void reviews.fetchNextPage()}
        >
          {text.more}
        </button>
      )}
    </section>
  );
}

/** How many gave how many stars. */
function Shares({ stars }: { stars: number[] }) {
  const text = useReviewsText();
  const most = Math.max(1, ...stars);
  return (
    <ul className="w-full max-w-xs space-y-1 text-sm">
      {STARS.map((star) => {
        const count = stars[star - 1] ?? 0;
        return (
          <li key={star} className="grid grid-cols-[5rem_minmax(0,1fr)_2.5rem] items-center gap-3">
            <span className="text-muted">{text.with(star)}</span>
            <span aria-hidden className="h-1.5 rounded-full bg-sunken">
              <span
                className="block h-full rounded-full bg-star"
                style={{ width: `${(count / most) * 100}%` }}
              />
            </span>
            <span className="text-right tabular-nums">{count}</span>
          </li>
        );
      })}
    </ul>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: [value: string, label: string][];
}

function Choice({ label, value, onChange, options }: ChoiceProps) {
  return (
    <label className="text-sm">
      <span className="mb-1 block text-muted">{label}</span>
      <select className="input w-auto" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([one, shown]) => (
          <option key={one} value={one}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

function One({ review }: { review: Review }) {
  const text = useReviewsText();
  const locale = useLocale();
  return (
    <li className="py-6">
      <article className="max-w-prose">
        <Stars value={review.rating} />
        {review.title && <h3 className="mt-2 font-semibold break-words">{review.title}</h3>}
        {review.text && <p className="mt-2 leading-relaxed break-words whitespace-pre-line">{review.text}</p>}
        <p className="mt-2 text-sm text-muted">
          {review.author} · {text.verified} · {formatDate(review.created_at, locale)}
          {review.updated_at !== review.created_at &&
            ` · ${text.changed(formatDate(review.updated_at, locale))}`}
        </p>
        {review.answer && (
          <div className="mt-4 rounded-2xl bg-accent-soft px-4 py-3 text-sm">
            <p className="font-medium">{text.answer}</p>
            <p className="mt-1 leading-relaxed break-words whitespace-pre-line">{review.answer}</p>
          </div>
        )}
      </article>
    </li>
  );
}
