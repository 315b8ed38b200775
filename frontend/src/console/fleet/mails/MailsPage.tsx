import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Mail } from "lucide-react";
import { Link } from "react-router";
import type { MailSummary } from "../../../api/generated";
import { listMailsOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { CopyId } from "../../components/CopyId";
import { DataTable } from "../../components/DataTable";
import { FilterBar, isUuid, TextFilter } from "../../components/FilterBar";
import { PageHeader } from "../../components/PageHeader";
import { Pager } from "../../components/Pager";
import { Panel } from "../../components/Panel";
import { ListBody } from "../../components/states";
import { Ago } from "../../components/time";
import { useList } from "../../components/useList";
import { useFleetNav } from "../nav";
import { useOutsideText } from "../outside";

/** What the shop has sent, where no real mail goes out. */
export default function MailsPage() {
  const nav = useFleetNav();
  const text = useOutsideText().mails;
  const list = useList(["order_id"]);
  const order = list.get("order_id");
  const query = useQuery({
    ...listMailsOptions({
      query: { order_id: isUuid(order) ? order : undefined, cursor: list.cursor, limit: 25 },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: list.cursor ? false : 3000,
  });
  return (
    <>
      <PageHeader title={nav.mails} lead={text.lead} />
      <FilterBar list={list}>
        <TextFilter
          list={list}
          name="order_id"
          label={text.order}
          maxLength={36}
          accepts={isUuid}
          className="w-full sm:w-80"
        />
      </FilterBar>
      <Panel flush>
        <ListBody
          query={query}
          list={list}
          empty={{ icon: <Mail />, title: text.empty, text: text.emptyText }}
        >
          {(mails: MailSummary[]) => (
            <DataTable
              caption={nav.mails}
              rows={mails}
              rowKey={(mail) => mail.id}
              isStale={query.isPlaceholderData}
              columns={[
                {
                  key: "subject",
                  header: text.subject,
                  cell: (mail: MailSummary) => (
                    <Link to={`/fleet/mails/${mail.id}`} className="[overflow-wrap:anywhere] hover:underline">
                      {mail.subject}
                    </Link>
                  ),
                },
                {
                  key: "to",
                  header: text.to,
                  cell: (mail) => <span className="[overflow-wrap:anywhere]">{mail.recipient}</span>,
                },
                {
                  key: "template",
                  header: text.template,
                  className: "text-muted",
                  cell: (mail) => mail.template,
                },
                {
                  key: "order",
                  header: text.order,
                  cell: (mail) =>
                    mail.order_id ? <CopyId id={mail.order_id} to={`/shop/orders/${mail.order_id}`} /> : "–",
                },
                {
                  key: "sent",
                  header: text.sent,
                  align: "right",
                  cell: (mail) => <Ago time={mail.created_at} />,
                },
              ]}
            />
          )}
        </ListBody>
        <Pager list={list} nextCursor={query.data?.next_cursor} />
      </Panel>
    </>
  );
}
