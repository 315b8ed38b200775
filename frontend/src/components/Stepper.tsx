import { Minus, Plus } from "lucide-react";
import { useMessages } from "../i18n";
import { cx } from "../lib/cx";

interface StepperProps {
  value: number;
  onChange: (value: number) => void;
  label: string;
  min?: number;
  max?: number;
  small?: boolean;
}

export function Stepper({ value, onChange, label, min = 1, max = 99, small }: StepperProps) {
  const text = useMessages().cart;
  const button = cx(
    "grid place-items-center rounded-full transition-colors hover:bg-sunken disabled:opacity-35 disabled:hover:bg-transparent",
    small ? "size-9" : "size-11",
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one line everywhere.
    <div
      role="group"
      aria-label={label}
      className="inline-flex shrink-0 items-center rounded-full border border-line-strong/50 p-0.5"
    >
      <button
        type="button"
        className={button}
        aria-label={text.decrease}
        disabled={value <= min}
        onClick={() => onChange(value - 1)}
      >
        <Minus aria-hidden className="size-4" />
      </button>
      <output
        aria-live="polite"
        className={cx("min-w-7 text-center font-medium tabular-nums", small && "text-sm")}
      >
        {value}
      </output>
      <button
        type="button"
        className={button}
        aria-label={text.increase}
        disabled={value >= max}
        onClick={() => onChange(value + 1)}
      >
        <Plus aria-hidden className="size-4" />
      </button>
    </div>
  );
}
