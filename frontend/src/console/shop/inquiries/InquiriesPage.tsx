import { MessagesSquare } from "lucide-react";
import type { Inquiry, InquiryStatus, ListSort } from "../../../api/generated";
import { listInquiries } from "../../../api/generated";
import { FilterBar, SelectFilter } from "../../components/FilterBar";
import { StatusPill } from "../../components/StatusPill";
import { At } from "../../components/time";
import { useList } from "../../components/useList";
import { type Column, List, usePage } from "../kit/List";
import { Page } from "../kit/page";
import { orNothing } from "../kit/parse";
import { useWords } from "../kit/text";
import { INQUIRY_TONES, useInquiriesText } from "./text";

export default function InquiriesPage() {
  const text = useInquiriesText();
  const words = useWords();
  const list = useList(["state"]);
  const sort = list.get("sort") || "newest";
  const inquiries = usePage("inquiries", list, (cursor, signal) =>
    listInquiries({
      query: {
        state: orNothing(list.get("state")) as InquiryStatus | undefined,
        sort: sort as ListSort,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const columns: Column<Inquiry>[] = [
    {
      key: "question",
      header: text.question,
      cell: (row) => <span className="line-clamp-2 max-w-prose">{row.message}</span>,
    },
    {
      key: "state",
      header: words.state,
      cell: (row) => <StatusPill tone={INQUIRY_TONES[row.state]}>{text.states[row.state]}</StatusPill>,
    },
    {
      key: "email",
      header: words.email,
      cell: (row) => <span className="[overflow-wrap:anywhere]">{row.email}</span>,
    },
    {
      key: "talk",
      header: text.talk,
      hidden: "phone",
      cell: (row) =>
        row.transcript.length > 0 && (
          <span className="whitespace-nowrap text-muted">{text.messages(row.transcript.length)}</span>
        ),
    },
    {
      key: "asked",
      header: text.asked,
      align: "right",
      sort: { up: "oldest", down: "newest" },
      cell: (row) => <At time={row.created_at} />,
    },
  ];
  return (
    <Page title={text.inquiries} lead={text.lead}>
      <FilterBar list={list}>
        <SelectFilter list={list} name="state" label={words.state} options={Object.entries(text.states)} />
      </FilterBar>
      <List
        label={text.inquiries}
        list={list}
        query={inquiries}
        columns={columns}
        rowKey={(row) => row.id}
        to={(row) => `/shop/inquiries/${row.id}`}
        sort={{ value: sort, set: (next) => list.set({ sort: next }) }}
        empty={{ icon: <MessagesSquare />, title: text.none }}
      />
    </Page>
  );
}
