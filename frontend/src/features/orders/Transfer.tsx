import { Copy } from "lucide-react";
import type { Payment } from "../../api/generated";
import { toast } from "../../components/toast";
import { useLocale, useMessages } from "../../i18n";
import { copyText } from "../../lib/copy";
import { formatMoney } from "../../lib/format";

/** Where the money goes, and under which reference. */
export function Transfer({ payment }: { payment: Payment }) {
  const text = useMessages().order.transfer;
  const locale = useLocale();
  const told = payment.instructions;
  if (!told) return null;
  const rows = [
    { name: text.holder, value: told.holder },
    { name: text.iban, value: told.iban },
    { name: text.bic, value: told.bic },
    { name: text.reference, value: told.reference },
    { name: text.amount, value: formatMoney(payment.amount, locale, true) },
  ].filter((row) => row.value);
  const copy = async (value: string) => {
    // Else it can be marked by hand.
    if (await copyText(value)) toast(text.copied);
  };
  return (
    <section aria-labelledby="transfer" className="panel">
      <h2 id="transfer" className="mb-4 text-lg font-semibold">
        {text.title}
      </h2>
      <dl className="space-y-1 text-[0.9375rem]">
        {rows.map((row) => (
          <div key={row.name} className="flex flex-wrap items-center gap-x-4">
            <dt className="w-32 text-muted">{row.name}</dt>
            <dd className="flex min-w-0 flex-1 items-center gap-1 font-medium [overflow-wrap:anywhere] tabular-nums">
              {row.value}
              <button
                type="button"
                className="icon-btn size-9 text-muted"
                aria-label={text.copy(row.name)}
                onClick={() => void copy(row.value)}
              >
                <Copy aria-hidden className="size-4" />
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
