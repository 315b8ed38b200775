import { Checkbox, Field, Form, type Values } from "../../components/form";
import { Sheet } from "../../components/Sheet";
import { useMessages } from "../../i18n";
import { minorUnits } from "../../lib/format";
import { notFirst, SORTS, type useListParams } from "./params";
import { useShop } from "./shop";

interface FilterSheetProps {
  list: ReturnType<typeof useListParams>;
  isOpen: boolean;
  onClose: () => void;
}

/** The filters that need room, and on a phone the order, too. They take hold together. */
export function FilterSheet({ list, isOpen, onClose }: FilterSheetProps) {
  const text = useMessages().list;
  const { params } = list;
  const { data: shop } = useShop();
  const unit = minorUnits(shop?.currency ?? "EUR");

  const apply = (values: Values) => {
    const minor = (text: string | undefined) => (text ? String(Math.round(Number(text) * unit)) : undefined);
    list.put({
      price_min: minor(values.price_min),
      price_max: minor(values.price_max),
      in_stock: values.in_stock ? "true" : undefined,
      sort: notFirst(SORTS.find((sort) => sort === values.sort) ?? params.sort),
    });
    onClose();
  };
  const inUnits = (minor: number | undefined) => (minor === undefined ? "" : String(minor / unit));

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
          <button type="submit" form="filters" className="btn-primary flex-[1.6]">
            {text.show}
          </button>
        </div>
      }
    >
      {isOpen && (
        <Form id="filters" onSubmit={apply} className="divide-y divide-line">
          <fieldset className="py-5">
            <legend className="float-left mb-2 w-full font-semibold">{text.sort}</legend>
            <div className="clear-both">
              {SORTS.map((sort) => (
                <label key={sort} className="flex min-h-11 items-center gap-3">
                  <input
                    type="radio"
                    name="sort"
                    value={sort}
                    defaultChecked={params.sort === sort}
                    className="size-5 accent-(--accent)"
                  />
                  {text.sorts[sort]}
                </label>
              ))}
            </div>
          </fieldset>
          <fieldset className="py-5">
            <legend className="float-left mb-3 w-full font-semibold">
              {text.price} ({shop?.currency ?? "EUR"})
            </legend>
            <div className="clear-both grid grid-cols-2 gap-3">
              <Field
                name="price_min"
                label={text.priceFrom}
                inputMode="decimal"
                pattern="\d{1,7}(\.\d{1,2})?"
                defaultValue={inUnits(params.priceMin)}
              />
              <Field
                name="price_max"
                label={text.priceTo}
                inputMode="decimal"
                pattern="\d{1,7}(\.\d{1,2})?"
                defaultValue={inUnits(params.priceMax)}
              />
            </div>
          </fieldset>
          <div className="py-5">
            <Checkbox name="in_stock" value="true" defaultChecked={params.inStock} label={text.inStock} />
          </div>
        </Form>
      )}
    </Sheet>
  );
}
