import type { Product, Variant } from "../../api/generated";
import { useMessages } from "../../i18n";
import { cx } from "../../lib/cx";
import { canBuy } from "./Stock";

interface OptionsProps {
  product: Product;
  chosen: Variant;
  onChoose: (variant: Variant) => void;
}

/** The variant that is closest to the chosen one and has this choice: with all others as they are, if there is one. */
export function variantWith(
  product: Product,
  chosen: Variant,
  code: string,
  choice: string,
): Variant | undefined {
  const having = product.variants.filter((variant) => variant.options?.[code] === choice);
  const alike = (variant: Variant) =>
    product.options.filter((option) => variant.options?.[option.code] === chosen.options?.[option.code])
      .length;
  const isThere = (variant: Variant) => Number(canBuy(variant));
  return having.sort((a, b) => alike(b) - alike(a) || isThere(b) - isThere(a))[0];
}

/** In what the variants differ, one row each. */
export function Options({ product, chosen, onChoose }: OptionsProps) {
  const text = useMessages().product;
  return product.options.map((option) => {
    const own = chosen.options?.[option.code];
    return (
      <fieldset key={option.code} className="mt-8">
        <legend className="text-sm">
          <span className="font-semibold">{option.name}</span>
          <span className="ml-2 text-muted">{option.choices.find((one) => one.code === own)?.label}</span>
        </legend>
        <div className="mt-3 flex flex-wrap gap-2">
          {option.choices.map((choice) => {
            const variant = variantWith(product, chosen, option.code, choice.code);
            const isOn = choice.code === own;
            // Sold out as far as one can tell: with the other choices as they are.
            const exact = product.variants.find((one) =>
              product.options.every(({ code }) =>
                code === option.code
                  ? one.options?.[code] === choice.code
                  : one.options?.[code] === chosen.options?.[code],
              ),
            );
            const isGone = !exact || !canBuy(exact);
            return (
              <label
                key={choice.code}
                className={cx(
                  "relative flex min-h-11 items-center rounded-full border px-4 text-[0.9375rem] transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-3 has-focus-visible:outline-ring",
                  isOn ? "border-fg bg-fg text-bg" : "border-line-strong/60 hover:border-fg",
                  isGone && !isOn && "text-muted line-through decoration-line-strong",
                )}
              >
                <input
                  type="radio"
                  name={`option-${option.code}`}
                  className="sr-only"
                  checked={isOn}
                  onChange={() => variant && onChoose(variant)}
                />
                {choice.label}
                {isGone && <span className="sr-only">({text.soldOut})</span>}
              </label>
            );
          })}
        </div>
      </fieldset>
    );
  });
}
