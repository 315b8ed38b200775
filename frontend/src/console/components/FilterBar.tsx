import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useConsoleText } from "../text";
import type { ListState } from "./useList";

interface FilterBarProps {
  list: ListState;
  children: ReactNode;
}

/** The filters of a list, above it. */
export function FilterBar({ list, children }: FilterBarProps) {
  const text = useConsoleText().table;
  return (
    <search aria-label={text.filters} className="mb-3 flex flex-wrap items-end gap-2">
      {children}
      {list.isFiltered && (
        <button type="button" className="btn px-3 text-muted hover:text-fg" onClick={list.clear}>
          <X aria-hidden className="size-4" />
          {text.clear}
        </button>
      )}
    </search>
  );
}

interface FilterProps {
  list: ListState;
  name: string;
  label: string;
}

interface SelectFilterProps extends FilterProps {
  options: readonly (readonly [value: string, label: string])[];
  /** What nothing chosen is called. */
  all?: string;
}

export function SelectFilter({ list, name, label, options, all }: SelectFilterProps) {
  const text = useConsoleText().table;
  const id = useId();
  return (
    <div className="max-sm:flex-1 max-sm:basis-36">
      <label htmlFor={id} className="eyebrow mb-1 block">
        {label}
      </label>
      <select
        id={id}
        className="input sm:w-auto"
        value={list.get(name)}
        onChange={(event) => list.set({ [name]: event.target.value })}
      >
        <option value="">{all ?? text.all}</option>
        {options.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </div>
  );
}

interface TextFilterProps extends FilterProps {
  placeholder?: string;
  maxLength?: number;
  className?: string;
  /** What cannot be right is not asked for. */
  accepts?: (value: string) => boolean;
}

/** What is typed gets into the address once the typing pauses. */
export function TextFilter({
  list,
  name,
  label,
  placeholder,
  maxLength = 200,
  className,
  accepts,
}: TextFilterProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = list.get(name);
  const [value, setValue] = useState(asked);
  useEffect(() => {
    if (document.activeElement !== input.current) setValue(asked);
  }, [asked]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isWrong = value !== "" && accepts !== undefined && !accepts(value.trim());
  const go = (typed: string) => {
    clearTimeout(timer.current);
    const next = typed.trim();
    if (next !== asked && (next === "" || !accepts || accepts(next))) list.set({ [name]: next });
  };
  return (
    <div className={className ?? "max-sm:flex-1 max-sm:basis-36 sm:w-52"}>
      <label htmlFor={id} className="eyebrow mb-1 block">
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="search"
        className="input"
        autoComplete="off"
        spellCheck={false}
        maxLength={maxLength}
        placeholder={placeholder}
        aria-invalid={isWrong || undefined}
        value={value}
        onChange={(event) => {
          setValue(event.target.value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => go(event.target.value), 350);
        }}
        onKeyDown={(event) => event.key === "Enter" && go(value)}
        onBlur={() => go(value)}
      />
    </div>
  );
}

/** A moment, in the reader's own time zone; the address has it in UTC. */
export function TimeFilter({ list, name, label }: FilterProps) {
  const id = useId();
  const asked = list.get(name);
  return (
    <div className="max-sm:flex-1 max-sm:basis-36">
      <label htmlFor={id} className="eyebrow mb-1 block">
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        className="input sm:w-auto"
        value={asked ? toLocal(asked) : ""}
        onChange={(event) => {
          const time = new Date(event.target.value);
          list.set({ [name]: Number.isNaN(time.getTime()) ? "" : time.toISOString() });
        }}
      />
    </div>
  );
}

function toLocal(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string) => UUID.test(text);
