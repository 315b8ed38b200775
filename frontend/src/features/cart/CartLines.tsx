import { Trash2 } from "lucide-react";
import { Link } from "react-router";
import type { Cart, CartLine } from "../../api/generated";
import { Picture } from "../../components/Picture";
import { Price } from "../../components/Price";
import { Stepper } from "../../components/Stepper";
import { Loading } from "../../components/states";
import { useLocale, useMessages } from "../../i18n";
import { formatDate, formatMoney } from "../../lib/format";
import { useBackorderText } from "../catalog/backorder.text";
import { namesOf, setDrawer, useCartActions } from "./cart";
import { useMost } from "./most";

/** The lines of a cart, to be changed. */
export function CartLines({ cart }: { cart: Cart }) {
  const actions = useCartActions();
  return (
    <ul className="divide-y divide-line">
      {cart.lines.map((line) => (
        <Line key={line.variant_id} line={line} actions={actions} />
      ))}
    </ul>
  );
}

function Line({ line, actions }: { line: CartLine; actions: ReturnType<typeof useCartActions> }) {
  const text = useMessages().cart;
  const names = namesOf(line);
  const to = line.product_slug ? `/products/${line.product_slug}` : "/shop";
  const isNew = line.id.startsWith("new-");
  const most = useMost(line);
  return (
    <li className="flex gap-4 py-4">
      <Link
        to={to}
        onClick={() => setDrawer(false)}
        tabIndex={-1}
        aria-hidden
        className="aspect-4/5 w-20 shrink-0 self-start overflow-hidden rounded-xl bg-sunken"
      >
        {line.image_url && <Picture image={{ url: line.image_url, alt: "", width: 800, height: 1000 }} />}
      </Link>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex justify-between gap-3">
          <div className="min-w-0">
            <Link to={to} onClick={() => setDrawer(false)} className="block font-medium hover:underline">
              {names.product}
            </Link>
            {names.variant && <p className="text-sm text-muted">{names.variant}</p>}
          </div>
          <Price money={line.total} />
        </div>
        <Problem line={line} onTake={() => actions.setQuantity(line, line.available)} />
        <div className="mt-auto flex items-center justify-between pt-2">
          {line.problem === "gone" ? (
            <span />
          ) : (
            <Stepper
              small
              value={line.quantity}
              max={isNew ? line.quantity : most}
              min={isNew ? line.quantity : 1}
              label={text.quantityOf(names.product)}
              onChange={(quantity) => actions.setQuantity(line, quantity)}
            />
          )}
          <button
            type="button"
            className="icon-btn -mr-2.5 text-muted hover:text-danger"
            aria-label={text.remove([names.product, names.variant].filter(Boolean).join(", "))}
            disabled={isNew}
            onClick={() => actions.remove(line)}
          >
            <Trash2 aria-hidden className="size-4.5" />
          </button>
        </div>
      </div>
    </li>
  );
}

function Problem({ line, onTake }: { line: CartLine; onTake: () => void }) {
  const text = useMessages().cart;
  const locale = useLocale();
  if (line.problem === "gone") return <p className="mt-1 text-sm text-danger">{text.gone}</p>;
  if (line.problem === "not_enough_stock") {
    return (
      <p className="mt-1 text-sm text-danger">
        {text.notEnough(line.available)}{" "}
        {line.available > 0 && (
          <button type="button" onClick={onTake} className="min-h-6 font-medium underline underline-offset-4">
            {text.take(line.available)}
          </button>
        )}
      </p>
    );
  }
  return (
    <>
      {line.backordered > 0 && <Awaited line={line} />}
      {line.seen_price && (
        <p className="mt-1 text-sm text-muted">{text.was(formatMoney(line.seen_price, locale))}</p>
      )}
    </>
  );
}

function Awaited({ line }: { line: CartLine }) {
  const text = useBackorderText();
  const locale = useLocale();
  return (
    <p className="mt-1 text-sm text-muted">
      {text.waits(line.backordered)}{" "}
      {line.expected_at ? text.shipsFrom(formatDate(line.expected_at, locale)) : text.shipsLater}
    </p>
  );
}

export function LinesSkeleton() {
  const text = useMessages().cart;
  return (
    <Loading label={text.title} className="space-y-6 py-6">
      {[1, 2].map((line) => (
        <div key={line} className="flex gap-4">
          <div className="skeleton aspect-4/5 w-20 rounded-xl" />
          <div className="flex-1 space-y-3 pt-1">
            <div className="skeleton h-4 w-3/4 rounded" />
            <div className="skeleton h-4 w-1/3 rounded" />
          </div>
        </div>
      ))}
    </Loading>
  );
}
