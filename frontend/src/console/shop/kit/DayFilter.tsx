import { useId } from "react";
import type { ListState } from "../../components/useList";

/** A day, for lists that are narrowed by whole days. */
export function DayFilter({ list, name, label }: { list: ListState; name: string; label: string }) {
  const id = useId();
  return (
    <div className="max-sm:flex-1 max-sm:basis-36">
      <label htmlFor={id} className="eyebrow mb-1 block">
        {label}
      </label>
      <input
        id={id}
        type="date"
        className="input sm:w-auto"
        value={list.get(name)}
        onChange={(event) => list.set({ [name]: event.target.value })}
      />
    </div>
  );
}
