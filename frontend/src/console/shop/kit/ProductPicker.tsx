/** Products found by name and kept in an order: for collections by hand, related products and promotions. */
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { getProduct, listProducts } from "../../../api/generated";
import { useDebounced } from "../../../lib/useDebounced";
import { useWords } from "./text";

interface PickerProps {
  label: string;
  ids: string[];
  onChange: (ids: string[]) => void;
  /** Names that are known already. */
  known?: { id: string; name: string }[];
  isOrdered?: boolean;
}

export function ProductPicker({ label, ids, onChange, known = [], isOrdered }: PickerProps) {
  const words = useWords();
  const id = useId();
  const [typed, setTyped] = useState("");
  const asked = useDebounced(typed.trim(), 250);
  const found = useQuery({
    queryKey: ["console", "product-picker", asked],
    queryFn: async ({ signal }) =>
      (await listProducts({ query: { q: asked, status: "all", limit: 8 }, signal })).data.items,
    enabled: asked.length > 1,
  });
  const names = new Map([...known, ...(found.data ?? [])].map((one) => [one.id, one.name]));
  const move = (from: number, to: number) => {
    const next = [...ids];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    onChange(next);
  };
  const add = (product: string) => {
    onChange([...ids, product]);
    setTyped("");
  };
  const offered = (found.data ?? []).filter((product) => !ids.includes(product.id));
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label} {ids.length > 0 && <span className="font-normal text-muted">({ids.length})</span>}
      </label>
      <ul className="mb-2 divide-y divide-line rounded-xl border border-line empty:hidden">
        {ids.map((one, index) => (
          <li key={one} className="flex items-center gap-1 py-1 pr-1 pl-3">
            <span className="min-w-0 flex-1 truncate">
              <Name id={one} known={names.get(one)} />
            </span>
            {isOrdered && (
              <>
                <button
                  type="button"
                  className="icon-btn"
                  aria-label={`${words.up}: ${names.get(one) ?? one}`}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp aria-hidden className="size-4" />
                </button>
                <button
                  type="button"
                  className="icon-btn"
                  aria-label={`${words.down}: ${names.get(one) ?? one}`}
                  disabled={index === ids.length - 1}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown aria-hidden className="size-4" />
                </button>
              </>
            )}
            <button
              type="button"
              className="icon-btn"
              aria-label={`${words.remove}: ${names.get(one) ?? one}`}
              onClick={() => onChange(ids.filter((other) => other !== one))}
            >
              <X aria-hidden className="size-4" />
            </button>
          </li>
        ))}
      </ul>
      <input
        id={id}
        type="search"
        className="input"
        value={typed}
        maxLength={100}
        placeholder={words.findProducts}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          // Enter takes the first one, and does not send the form.
          event.preventDefault();
          if (offered[0]) add(offered[0].id);
        }}
      />
      {asked.length > 1 && (
        <ul className="mt-1 rounded-xl border border-line" aria-live="polite">
          {offered.map((product) => (
            <li key={product.id}>
              <button
                type="button"
                className="flex min-h-10 w-full items-center gap-2 px-3 text-left hover:bg-sunken"
                onClick={() => add(product.id)}
              >
                <Plus aria-hidden className="size-4 shrink-0 text-muted" />
                {product.name}
              </button>
            </li>
          ))}
          {found.data && offered.length === 0 && <li className="px-3 py-2 text-muted">{words.noMatch}</li>}
        </ul>
      )}
    </div>
  );
}

function Name({ id, known }: { id: string; known: string | undefined }) {
  const product = useQuery({
    queryKey: ["console", "product-name", id],
    queryFn: async ({ signal }) => (await getProduct({ path: { product: id }, signal })).data.name,
    enabled: known === undefined,
    staleTime: 600_000,
    retry: false,
  });
  return <>{known ?? product.data ?? id}</>;
}
