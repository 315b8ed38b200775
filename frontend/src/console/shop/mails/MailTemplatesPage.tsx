import { useQuery } from "@tanstack/react-query";
import type { MailTemplateSummary } from "../../../api/generated";
import { listMailTemplates } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { DataTable } from "../../components/DataTable";
import { Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { Read } from "../../components/states";
import { type Column, RowLink } from "../kit/List";
import { Page, Skeleton } from "../kit/page";
import { useWords } from "../kit/text";
import { useMailText } from "./text";

/** All kinds of mail, and which of them say something of the shop's own. */
export default function MailTemplatesPage() {
  const text = useMailText();
  const columns = useColumns();
  const query = useQuery({
    queryKey: ["console", "mail-templates"],
    queryFn: async ({ signal }) => (await listMailTemplates({ signal })).data,
  });
  return (
    <Page title={text.mails} lead={text.mailsLead}>
      <Read query={query} skeleton={<Skeleton rows={10} />}>
        {({ items }) => (
          <Panel flush>
            <DataTable caption={text.mails} columns={columns} rows={items} rowKey={(row) => row.kind} />
          </Panel>
        )}
      </Read>
    </Page>
  );
}

function useColumns(): Column<MailTemplateSummary>[] {
  const text = useMailText();
  const words = useWords();
  const locale = useLocale();
  return [
    {
      key: "kind",
      header: text.kind,
      cell: (row) => <RowLink to={`/shop/mails/${row.kind}`}>{text.kinds[row.kind] ?? row.kind}</RowLink>,
    },
    {
      key: "subject",
      header: text.subject,
      hidden: "phone",
      cell: (row) => <span className="text-muted">{row.subject}</span>,
    },
    { key: "reader", header: text.reader, hidden: "phone", cell: (row) => text.readers[row.reader] },
    {
      key: "state",
      header: words.state,
      align: "right",
      cell: (row) => {
        if (row.failure) {
          return (
            <span title={text.failure(row.failure.message, formatMoment(row.failure.at, locale))}>
              <StatusPill tone="bad">{text.broken}</StatusPill>
            </span>
          );
        }
        return (
          <StatusPill tone={row.customized ? "good" : "quiet"}>
            {row.customized ? text.own : text.shipped}
          </StatusPill>
        );
      },
    },
  ];
}
