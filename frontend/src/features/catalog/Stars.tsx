import { Star } from "lucide-react";
import { useLocale } from "../../i18n";
import { cx } from "../../lib/cx";
import { useReviewsText } from "./reviews.text";

const ALL = [1, 2, 3, 4, 5];

/** So many stars of five, said as one thing. */
export function Stars({ value, className }: { value: number; className?: string }) {
  const text = useReviewsText();
  const locale = useLocale();
  const said = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  return (
    <span role="img" aria-label={text.stars(said)} className={cx("inline-flex gap-0.5 text-star", className)}>
      {ALL.map((star) => (
        <Star
          key={star}
          aria-hidden
          className={cx("size-4", value >= star - 0.25 ? "fill-current" : "opacity-35")}
        />
      ))}
    </span>
  );
}

/** One of five to choose, by arrow keys as well. */
export function ChooseStars({ name, label, value }: { name: string; label: string; value: number }) {
  const text = useReviewsText();
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="flex flex-row-reverse justify-end">
        {/* From the right, so that the stars before the chosen one can be filled, too. */}
        {[...ALL].reverse().map((star) => (
          <label
            key={star}
            className="peer cursor-pointer p-1.5 text-line-strong peer-has-checked:text-star has-checked:text-star has-focus-visible:outline-2 has-focus-visible:outline-ring"
          >
            <input
              type="radio"
              name={name}
              value={star}
              defaultChecked={star === value}
              aria-label={text.with(star)}
              className="sr-only"
            />
            <Star aria-hidden className="size-7 fill-current" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
