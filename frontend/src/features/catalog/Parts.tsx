import { Link } from "react-router";
import type { VariantPart } from "../../api/generated";
import { useBundleText } from "./bundle.text";

/** What is in a bundle. */
export function Parts({ parts }: { parts: VariantPart[] }) {
  const text = useBundleText();
  return (
    <section className="mt-8 text-sm" aria-label={text.contains}>
      <h2 className="font-semibold">{text.contains}</h2>
      <ul className="mt-2 space-y-1">
        {parts.map((part) => (
          <li key={part.variant_id}>
            <span className="tabular-nums">{part.quantity} × </span>
            <Link
              to={`/products/${part.product_slug}`}
              className="underline underline-offset-4 hover:text-fg"
            >
              {part.name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
