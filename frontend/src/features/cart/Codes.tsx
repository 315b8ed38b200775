import { Tag, X } from "lucide-react";
import { useId, useState } from "react";
import type { Cart, CartCode } from "../../api/generated";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";
import { asFailure } from "../../lib/problem";
import { useCartActions } from "./cart";

/**
 * The codes of a cart and a field for another. No form of its own, since it also stands inside of the checkout's.
 */
export function Codes({ cart }: { cart: Cart }) {
  const text = useMessages().cart;
  const { enterCode, removeCode } = useCartActions();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [code, setCode] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const enter = async () => {
    const wanted = code.trim();
    if (isBusy) return;
    if (!/^[A-Za-z0-9_-]{3,40}$/.test(wanted)) return setError(text.codeShape);
    setBusy(true);
    setError(null);
    try {
      await enterCode(wanted);
      setCode("");
      setOpen(false);
    } catch (error) {
      setError(asFailure(error).detail);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="text-sm">
      {cart.codes.length > 0 && (
        <ul aria-label={text.codes} className="mb-2 space-y-2">
          {cart.codes.map((one) => (
            <Code key={one.code} code={one} onRemove={() => removeCode(one.code)} />
          ))}
        </ul>
      )}
      {isOpen ? (
        <div>
          <label htmlFor={id} className="mb-1.5 block font-medium">
            {text.code}
          </label>
          <div className="flex gap-2">
            <input
              id={id}
              className="input h-11 min-w-0 uppercase"
              value={code}
              maxLength={40}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              aria-invalid={error !== null}
              aria-describedby={error ? `${id}-note` : undefined}
              onChange={(event) => {
                setCode(event.target.value);
                setError(null);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                // The form around it is not meant.
                event.preventDefault();
                void enter();
              }}
            />
            <button type="button" className="btn-quiet h-11 shrink-0 px-4" aria-busy={isBusy} onClick={enter}>
              {text.codeApply}
            </button>
          </div>
          {error && (
            <p id={`${id}-note`} role="alert" className="mt-1.5 text-danger">
              {error}
            </p>
          )}
        </div>
      ) : (
        <button type="button" className="text-link min-h-9" onClick={() => setOpen(true)}>
          {text.codeHave}
        </button>
      )}
    </div>
  );
}

function Code({ code, onRemove }: { code: CartCode; onRemove: () => void }) {
  const text = useMessages().cart;
  const locale = useLocale();
  const why = text.codeReasons[code.reason as keyof typeof text.codeReasons] ?? code.detail;
  return (
    <li className="flex items-start gap-2 rounded-2xl bg-accent-soft py-2 pr-1 pl-3.5">
      <Tag aria-hidden className="mt-1 size-4 shrink-0 text-accent" />
      <div className="min-w-0 flex-1 py-0.5">
        <p className="font-medium break-words">
          {code.code}
          {code.applies && code.amount.amount_minor > 0 && (
            <span className="ml-2 font-normal tabular-nums">−{formatMoney(code.amount, locale)}</span>
          )}
        </p>
        {code.name && <p className="text-muted">{code.name}</p>}
        {!code.applies && why && <p className="text-danger">{why}</p>}
      </div>
      <button
        type="button"
        className="icon-btn size-9"
        aria-label={text.codeRemove(code.code)}
        onClick={onRemove}
      >
        <X aria-hidden className="size-4" />
      </button>
    </li>
  );
}
