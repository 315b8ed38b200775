import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { listQueuesOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { FilterBar, isUuid, SelectFilter, TextFilter, TimeFilter } from "../../components/FilterBar";
import type { ListState } from "../../components/useList";
import { useConsoleText } from "../../text";
import { useJobsText } from "./text";

/** What is seldom asked for, and mostly comes from a link. */
const RARE = ["trace_id", "event_id", "batch_id", "worker", "from", "until", "timetable"] as const;
export const NARROWING = ["state", "queue", "kind", "error", "order_id", ...RARE] as const;

const isKind = (text: string) => /^[a-z0-9_.]+$/.test(text);
const isTrace = (text: string) => /^[0-9a-f]{32}$/.test(text);

export function JobFilters({ list }: { list: ListState }) {
  const text = useJobsText();
  const shared = useConsoleText();
  const { data } = useQuery({ ...listQueuesOptions(), staleTime: 60_000 });
  const queues = data?.items.map(({ depth }) => depth.name) ?? [list.get("queue")].filter(Boolean);
  const [isOpen, setOpen] = useState(false);
  const isShown = isOpen || RARE.some((name) => list.get(name));
  return (
    <FilterBar list={list}>
      <TextFilter
        list={list}
        name="kind"
        label={text.kind}
        placeholder="payments.charge"
        maxLength={100}
        accepts={isKind}
      />
      <SelectFilter
        list={list}
        name="queue"
        label={text.queue}
        options={queues.map((name) => [name, name] as const)}
      />
      <TextFilter list={list} name="error" label={text.error} />
      <TextFilter list={list} name="order_id" label={text.order} maxLength={36} accepts={isUuid} />
      {isShown && (
        <>
          <TextFilter list={list} name="trace_id" label={text.trace} maxLength={32} accepts={isTrace} />
          <TextFilter list={list} name="event_id" label={text.event} maxLength={36} accepts={isUuid} />
          <TextFilter list={list} name="batch_id" label={text.batch} maxLength={36} accepts={isUuid} />
          <TextFilter list={list} name="worker" label={text.worker} />
          <TimeFilter list={list} name="from" label={text.from} />
          <TimeFilter list={list} name="until" label={text.until} />
          <SelectFilter
            list={list}
            name="timetable"
            label={text.timetable}
            all={text.withTimetable}
            options={[["false", text.withoutTimetable]]}
          />
        </>
      )}
      {!isShown && (
        <button type="button" className="btn-quiet" aria-expanded={false} onClick={() => setOpen(true)}>
          <SlidersHorizontal aria-hidden className="size-4" />
          {shared.table.more}
        </button>
      )}
    </FilterBar>
  );
}
