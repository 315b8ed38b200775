import type { ReactNode } from "react";

interface ChoiceProps {
  name: string;
  isOn: boolean;
  onChoose: () => void;
  children: ReactNode;
}

/** One of several, as a card. */
export function Choice({ name, isOn, onChoose, children }: ChoiceProps) {
  return (
    <label className="flex min-h-14 items-center gap-4 rounded-2xl border border-line px-4 py-3 transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft/60">
      <input
        type="radio"
        name={name}
        checked={isOn}
        onChange={onChoose}
        className="size-5 shrink-0 accent-(--accent)"
      />
      <span className="min-w-0 flex-1">{children}</span>
    </label>
  );
}
