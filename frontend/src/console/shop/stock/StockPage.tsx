import { useInfiniteQuery } from "@tanstack/react-query";
import { Bell, Boxes, CalendarClock, Combine, History, PackagePlus } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { AdjustmentReason, StockItem } from "../../../api/generated";
import { listStock, listStockMovements, moveStock, setLowStock } from "../../../api/generated";
import { Field, SelectField } from "../../../components/form";
import { Sheet } from "../../../components/Sheet";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { FilterBar, SelectFilter, TextFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { useList } from "../../components/useList";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { WholeField } from "../kit/fields";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { optionalWhole, orNothing, whole } from "../kit/parse";
import { useSalesText } from "../kit/salesText";
import { useWords } from "../kit/text";
import { Backorder } from "./Backorder";
import { Parts } from "./Parts";

type Open = { what: "adjust" | "low" | "backorder" | "parts" | "history"; item: StockItem } | null;

export default function StockPage() {
  const text = useSalesText();
  const list = useList(["sku", "low"]);
  const [open, setOpen] = useState<Open>(null);
  const stock = usePage("stock", list, (cursor, signal) =>
    listStock({
      query: { sku: list.get("sku") || undefined, low: list.get("low") === "true", cursor, limit: 50 },
      signal,
    }),
  );
  const close = () => setOpen(null);
  const of = (what: NonNullable<Open>["what"]) => (open?.what === what ? open.item : null);
  return (
    <Page title={text.stock} lead={text.stockLead}>
      <FilterBar list={list}>
        <TextFilter
          list={list}
          name="sku"
          label={text.sku}
          maxLength={64}
          accepts={(value) => /^[A-Za-z0-9._-]+$/.test(value)}
        />
        <SelectFilter list={list} name="low" label={text.stock} options={[["true", text.onlyLow]]} />
      </FilterBar>
      <List
        label={text.stock}
        list={list}
        query={stock}
        columns={useColumns()}
        rowKey={(row) => row.variant_id}
        to={(row) => `/shop/products/${row.product_id}`}
        empty={{ icon: <Boxes />, title: text.stock, text: text.noStock }}
        actions={(item) => (
          <>
            <button type="button" className="btn-quiet" onClick={() => setOpen({ what: "adjust", item })}>
              <PackagePlus aria-hidden className="size-4" />
              {text.adjust}
              <span className="sr-only">: {item.sku}</span>
            </button>
            <button
              type="button"
              className="icon-btn"
              aria-label={`${text.history}: ${item.sku}`}
              onClick={() => setOpen({ what: "history", item })}
            >
              <History aria-hidden className="size-4" />
            </button>
            <button
              type="button"
              className="icon-btn"
              aria-label={`${text.setLow}: ${item.sku}`}
              onClick={() => setOpen({ what: "low", item })}
            >
              <Bell aria-hidden className="size-4" />
            </button>
            <button
              type="button"
              className="icon-btn"
              aria-label={`${text.setBackorder}: ${item.sku}`}
              onClick={() => setOpen({ what: "backorder", item })}
            >
              <CalendarClock aria-hidden className="size-4" />
            </button>
            <button
              type="button"
              className="icon-btn"
              aria-label={`${text.setParts}: ${item.sku}`}
              onClick={() => setOpen({ what: "parts", item })}
            >
              <Combine aria-hidden className="size-4" />
            </button>
          </>
        )}
      />
      <Adjust item={of("adjust")} onClose={close} />
      <Low item={of("low")} onClose={close} />
      <Backorder item={of("backorder")} onClose={close} />
      <Parts item={of("parts")} onClose={close} />
      <Movements item={of("history")} onClose={close} />
    </Page>
  );
}

const isLow = (item: StockItem) => item.low_at !== undefined && item.available <= item.low_at;

function useColumns(): Column<StockItem>[] {
  const text = useSalesText();
  return [
    {
      key: "product",
      header: text.product,
      cell: (row) => (
        <span className="block">
          {row.product_name}
          {row.variant_name && ` – ${row.variant_name}`}
          {row.is_bundle && <span className="ml-2 text-xs font-normal text-muted">{text.bundle}</span>}
          <code className="block text-xs font-normal text-muted">{row.sku}</code>
        </span>
      ),
    },
    {
      key: "available",
      header: text.available,
      align: "right",
      cell: (row) => (
        <span className="inline-flex items-center gap-2">
          {isLow(row) && <StatusPill tone="wait">{text.low}</StatusPill>}
          {row.available}
        </span>
      ),
    },
    { key: "reserved", header: text.reserved, align: "right", hidden: "phone", cell: (row) => row.reserved },
    {
      key: "owed",
      header: text.owed,
      align: "right",
      hidden: "phone",
      cell: (row) => row.backorder?.owed || "–",
    },
    { key: "on_hand", header: text.onHand, align: "right", cell: (row) => row.on_hand },
    { key: "low_at", header: text.lowAt, align: "right", hidden: "phone", cell: (row) => row.low_at ?? "–" },
  ];
}

interface PartProps {
  item: StockItem | null;
  onClose: () => void;
}

function Adjust({ item, onClose }: PartProps) {
  const text = useSalesText();
  const send = useSend();
  return (
    <FormDialog
      open={item !== null}
      onClose={onClose}
      title={text.adjustTitle(item?.sku ?? "")}
      submit={text.adjust}
      onSubmit={async (values) => {
        const body = {
          delta: whole(values, "delta"),
          reason: values.reason as AdjustmentReason,
          note: orNothing(values.note),
        };
        const path = { variant_id: item?.variant_id ?? "" };
        await send({ path, body }, (headers) => moveStock({ path, body, headers }), text.moved);
      }}
    >
      <WholeField name="delta" label={text.delta} hint={text.deltaHint} inputMode="text" required />
      <SelectField name="reason" label={text.reason}>
        {Object.entries(text.reasons).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <Field name="note" label={text.note} maxLength={200} />
    </FormDialog>
  );
}

function Low({ item, onClose }: PartProps) {
  const text = useSalesText();
  const words = useWords();
  const send = useSend();
  return (
    <FormDialog
      open={item !== null}
      onClose={onClose}
      title={text.lowTitle(item?.sku ?? "")}
      onSubmit={async (values) => {
        const body = { low_at: optionalWhole(values, "low_at") ?? null };
        const path = { variant_id: item?.variant_id ?? "" };
        await send({ path, body }, () => setLowStock({ path, body }), words.saved);
      }}
    >
      <WholeField name="low_at" label={text.lowAt} hint={text.lowHint} value={item?.low_at} />
    </FormDialog>
  );
}

function Movements({ item, onClose }: PartProps) {
  const text = useSalesText();
  return (
    <Sheet open={item !== null} onClose={onClose} title={text.history} note={item?.sku}>
      {item && <MovementList id={item.variant_id} />}
    </Sheet>
  );
}

function MovementList({ id }: { id: string }) {
  const text = useSalesText();
  const words = useWords();
  const locale = useLocale();
  const query = useInfiniteQuery({
    queryKey: ["console", "movements", id],
    queryFn: async ({ pageParam, signal }) =>
      (
        await listStockMovements({
          path: { variant_id: id },
          query: { cursor: pageParam, limit: 30 },
          signal,
        })
      ).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  });
  return (
    <div className="py-4">
      <Read query={query}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0) return <p className="text-muted">{text.noMovements}</p>;
          return (
            <ul className="divide-y divide-line">
              {rows.map((row) => (
                <li key={row.id} className="flex items-baseline justify-between gap-4 py-2.5">
                  <span className="min-w-0">
                    {text.movements[row.reason]}
                    {row.note && <span className="block text-muted">{row.note}</span>}
                    {row.order_id && (
                      <Link to={`/shop/orders/${row.order_id}`} className="text-link block">
                        {text.order}
                      </Link>
                    )}
                    <span className="block text-xs text-muted">{formatMoment(row.created_at, locale)}</span>
                  </span>
                  <span
                    className={`font-medium tabular-nums ${row.delta < 0 ? "text-danger" : "text-accent"}`}
                  >
                    {row.delta > 0 ? `+${row.delta}` : `−${-row.delta}`}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Read>
      {query.hasNextPage && (
        <button type="button" className="btn-quiet mt-3" onClick={() => void query.fetchNextPage()}>
          {words.more}
        </button>
      )}
    </div>
  );
}
