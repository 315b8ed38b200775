import type { Facets } from "../../api/generated";
import { Sheet } from "../../components/Sheet";
import { useMessages } from "../../i18n";
import { FilterPanel } from "./FilterPanel";
import { notFirst, sortsOf, type useListParams } from "./params";

interface FilterSheetProps {
  list: ReturnType<typeof useListParams>;
  facets: Facets | undefined;
  /** How many are left, when that is known. */
  total: number | undefined;
  isOpen: boolean;
  onClose: () => void;
}

/** Where there is no room beside the list: the order and all filters in a sheet. */
export function FilterSheet({ list, facets, total, isOpen, onClose }: FilterSheetProps) {
  const text = useMessages().list;
  const { params } = list;
  return (
    <Sheet
      open={isOpen}
      onClose={onClose}
      title={text.filters}
      footer={
        <div className="flex gap-2">
          <button
            type="button"
            className="btn-quiet flex-1"
            onClick={() => {
              list.clear();
              onClose();
            }}
          >
            {text.clearAll}
          </button>
          <button type="submit" form="prices" className="btn-primary flex-[1.6]">
            {total === undefined ? text.show : text.showSome(total)}
          </button>
        </div>
      }
    >
      {isOpen && (
        <>
          <fieldset className="border-b border-line py-5">
            <legend className="float-left mb-2 w-full font-semibold">{text.sort}</legend>
            <div className="clear-both">
              {sortsOf(params).map((sort) => (
                <label key={sort} className="flex min-h-11 items-center gap-3">
                  <input
                    type="radio"
                    name="sort"
                    value={sort}
                    checked={params.sort === sort}
                    onChange={() => list.put({ sort: notFirst(params, sort) })}
                    className="size-5 accent-(--accent)"
                  />
                  {text.sorts[sort]}
                </label>
              ))}
            </div>
          </fieldset>
          <FilterPanel list={list} facets={facets} formId="prices" onApplied={onClose} />
        </>
      )}
    </Sheet>
  );
}
