import { BookOpenCheck } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Reconciliation, ReconciliationDifference, ShopPayment } from "../../../api/generated";
import { listReconciliations, startReconciliation } from "../../../api/generated";
import { Field, SelectField } from "../../../components/form";
import { Sheet } from "../../../components/Sheet";
import { useShop } from "../../../features/catalog/shop";
import { useLocale } from "../../../i18n";
import { formatDate, formatMoment } from "../../../lib/format";
import { CreateButton } from "../../components/CreateButton";
import { StatusPill } from "../../components/StatusPill";
import { useList } from "../../components/useList";
import { useNames } from "../../names";
import { useSend } from "../kit/data";
import { FormDialog } from "../kit/dialogs";
import { useHouseText } from "../kit/houseText";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { useWords } from "../kit/text";
import { dayBefore } from "./days";

const BY_HAND: ShopPayment["kind"][] = ["bank_transfer", "cash_on_delivery"];

export default function BooksPage() {
  const text = useHouseText();
  const words = useWords();
  const names = useNames();
  const locale = useLocale();
  const send = useSend();
  const { data: shop } = useShop();
  // What moves no money keeps no books, and nobody lists the payments that the shop takes itself.
  const providers = (shop?.payments ?? []).filter(({ is_test, kind }) => !is_test && !BY_HAND.includes(kind));
  const list = useList([]);
  const [isOpen, setOpen] = useState(false);
  const [shown, setShown] = useState<Reconciliation | null>(null);
  const reports = usePage(
    "reconciliations",
    list,
    (cursor, signal) => listReconciliations({ query: { cursor, limit: 30 }, signal }),
    (page) => (page?.items.some((report) => report.state === "running") ? 2000 : false),
  );
  const columns: Column<Reconciliation>[] = [
    {
      key: "period",
      header: text.period,
      cell: (row) => `${formatDate(row.from, locale)} – ${formatDate(row.until, locale)}`,
    },
    { key: "provider", header: text.provider, cell: (row) => names.provider(row.provider) },
    {
      key: "state",
      header: words.state,
      cell: (row) => (
        <StatusPill tone={row.state === "running" ? "busy" : row.differing > 0 ? "bad" : "good"}>
          {row.state === "running" ? text.running : row.differing > 0 ? text.differing : text.noDifference}
        </StatusPill>
      ),
    },
    { key: "compared", header: text.compared, align: "right", cell: (row) => row.compared },
    { key: "differing", header: text.differing, align: "right", cell: (row) => row.differing },
    {
      key: "at",
      header: words.created_at,
      align: "right",
      hidden: "phone",
      cell: (row) => formatMoment(row.created_at, locale),
    },
  ];
  const start = providers.length > 0 && <CreateButton label={text.newReport} onClick={() => setOpen(true)} />;
  return (
    <Page title={text.books} lead={text.booksLead} actions={start}>
      <List
        label={text.books}
        list={list}
        query={reports}
        columns={columns}
        rowKey={(row) => row.id}
        empty={{
          icon: <BookOpenCheck />,
          title: text.noReports,
          text: start ? undefined : text.noBooks,
          action: start,
        }}
        actions={(row) =>
          row.differences.length > 0 ? (
            <button type="button" className={ROW_BUTTON} onClick={() => setShown(row)}>
              {text.differences}
            </button>
          ) : null
        }
      />
      <FormDialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={text.compareTitle}
        submit={text.newReport}
        onSubmit={({ provider = "", from = "", to = "" }) => {
          const body = { provider, from, to };
          return send(body, (headers) => startReconciliation({ body, headers }), text.started);
        }}
      >
        <SelectField name="provider" label={text.provider}>
          {providers.map((one) => (
            <option key={one.provider} value={one.provider}>
              {names.provider(one.provider)}
            </option>
          ))}
        </SelectField>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            name="from"
            type="date"
            label={words.from}
            required
            defaultValue={dayBefore(Date.now(), 7)}
          />
          <Field name="to" type="date" label={words.to} required defaultValue={dayBefore(Date.now(), 1)} />
        </div>
      </FormDialog>
      <Sheet open={shown !== null} onClose={() => setShown(null)} title={text.differences}>
        <ul className="divide-y divide-line py-3">
          {shown?.differences.map((one) => (
            <Difference key={`${one.kind} ${one.reference}`} difference={one} />
          ))}
        </ul>
      </Sheet>
    </Page>
  );
}

function Difference({ difference }: { difference: ReconciliationDifference }) {
  const text = useHouseText();
  return (
    <li className="py-3">
      <p className="font-medium">{difference.kind}</p>
      <p className="text-muted [overflow-wrap:anywhere]">
        {text.reference}: {difference.reference}
      </p>
      <p>
        {text.ours}: {difference.ours} · {text.theirs}: {difference.theirs}
      </p>
      {difference.order_id && (
        <Link to={`/shop/orders/${difference.order_id}`} className="text-link">
          {text.order}
        </Link>
      )}
    </li>
  );
}
