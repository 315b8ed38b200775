/** Fields that forms of the console need beside those of the storefront. All are read by name when the form is sent. */
import { type ComponentProps, type ReactNode, useState } from "react";
import { Field } from "../../../components/form";
import { typedAmount, typedMoment, typedPercent } from "./parse";
import { useWords } from "./text";

type Own<T> = Omit<ComponentProps<typeof Field>, "defaultValue" | "type" | "value"> & { value?: T };

/** An amount; see `parseAmount` for what may be typed. */
export function AmountField({ value, currency, ...field }: Own<number | null> & { currency: string }) {
  const text = useWords();
  return (
    <Field
      inputMode="decimal"
      autoComplete="off"
      hint={text.amountHint(currency)}
      {...field}
      defaultValue={typedAmount(value, currency)}
    />
  );
}

export function PercentField({ value, ...field }: Own<number>) {
  return <Field inputMode="decimal" autoComplete="off" {...field} defaultValue={typedPercent(value)} />;
}

export function WholeField({ value, ...field }: Own<number>) {
  return <Field inputMode="numeric" autoComplete="off" {...field} defaultValue={value ?? ""} />;
}

export function MomentField({ value, ...field }: Own<string>) {
  return <Field type="datetime-local" {...field} defaultValue={typedMoment(value)} />;
}

/** A yes or no with a line of explanation. */
export function Tick({
  label,
  hint,
  ...input
}: ComponentProps<"input"> & { label: ReactNode; hint?: string }) {
  return (
    <label className="flex min-h-9 items-start gap-3 py-1.5 text-sm">
      <input type="checkbox" {...input} className="mt-0.5 size-4.5 shrink-0 accent-(--accent)" />
      <span>
        {label}
        {hint && <span className="block text-muted">{hint}</span>}
      </span>
    </label>
  );
}

interface Choice {
  value: string;
  label: ReactNode;
  /** Found by this. */
  words: string;
}

interface ChooseProps {
  label: string;
  hint?: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** Some of many: a list to tick, with a filter when it is long. */
export function Choose({ label, hint, choices, chosen, onChange }: ChooseProps) {
  const text = useWords();
  const [filter, setFilter] = useState("");
  const shown = choices.filter((one) => one.words.toLowerCase().includes(filter.toLowerCase()));
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">
        {label} <span className="font-normal text-muted">{chosen.length > 0 && `(${chosen.length})`}</span>
      </legend>
      <div className="rounded-xl border border-line-strong/60">
        {choices.length > 8 && (
          <input
            type="search"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            aria-label={`${text.search}: ${label}`}
            placeholder={text.search}
            className="w-full rounded-t-xl border-b border-line bg-transparent px-3 py-2 text-base lg:text-sm"
          />
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard. */}
        <section className="max-h-52 overflow-y-auto px-3 py-1" tabIndex={0} aria-label={label}>
          {shown.map((one) => (
            <Tick
              key={one.value}
              label={one.label}
              checked={chosen.includes(one.value)}
              onChange={() => toggle(one.value)}
            />
          ))}
          {shown.length === 0 && <p className="py-2 text-muted">{text.noMatch}</p>}
        </section>
      </div>
      {hint && <p className="mt-1.5 text-sm text-muted">{hint}</p>}
    </fieldset>
  );
}
