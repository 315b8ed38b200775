import { ScrollText } from "lucide-react";
import { useState } from "react";
import type { ActorKind, AuditEntry, AuditSort } from "../../../api/generated";
import { listAuditEntries } from "../../../api/generated";
import { Sheet } from "../../../components/Sheet";
import { FilterBar, isUuid, SelectFilter, TextFilter, TimeFilter } from "../../components/FilterBar";
import { Facts } from "../../components/Panel";
import { At } from "../../components/time";
import { useList } from "../../components/useList";
import { useNames } from "../../names";
import { type Column, List, ROW_BUTTON, usePage } from "../kit/List";
import { MoreFilters } from "../kit/MoreFilters";
import { Page } from "../kit/page";
import { usePeopleText } from "../kit/peopleText";
import { useWords } from "../kit/text";
import { changes, written } from "./changes";

const FILTERS = [
  "actor_kind",
  "actor_id",
  "action",
  "entity",
  "entity_id",
  "request_id",
  "from",
  "until",
] as const;

/** What a phone shows when it is asked for. */
const MORE = ["entity", "entity_id", "actor_id", "actor_kind", "from", "until"];

export default function AuditPage() {
  const text = usePeopleText();
  const words = useWords();
  const names = useNames();
  const list = useList(FILTERS);
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const get = (name: string) => list.get(name) || undefined;
  const entries = usePage("audit", list, (cursor, signal) =>
    listAuditEntries({
      query: {
        actor_kind: get("actor_kind") as ActorKind | undefined,
        actor_id: get("actor_id"),
        action: get("action"),
        entity: get("entity"),
        entity_id: get("entity_id"),
        request_id: get("request_id"),
        from: get("from"),
        until: get("until"),
        sort: get("sort") as AuditSort | undefined,
        cursor,
        limit: 50,
      },
      signal,
    }),
  );
  const columns: Column<AuditEntry>[] = [
    {
      key: "action",
      header: text.action,
      cell: (row) => <span title={row.action}>{names.deed(row.action)}</span>,
    },
    {
      key: "who",
      header: text.who,
      cell: (row) => (
        <span className="[overflow-wrap:anywhere]">{row.actor ?? text.actors[row.actor_kind]}</span>
      ),
    },
    {
      key: "entity",
      header: text.entity,
      cell: (row) => (
        <span className="block">
          <span title={row.entity}>{names.thing(row.entity)}</span>{" "}
          <code className="text-xs break-all text-muted">{row.entity_id.slice(0, 13)}</code>
        </span>
      ),
    },
    {
      key: "at",
      header: words.created_at,
      align: "right",
      sort: { up: "oldest", down: "newest" },
      cell: (row) => <At time={row.at} />,
    },
  ];
  return (
    <Page title={text.audit} lead={text.auditLead}>
      <FilterBar list={list}>
        <TextFilter
          list={list}
          name="action"
          label={text.action}
          placeholder="order.cancel"
          maxLength={60}
          className="w-full sm:w-40"
        />
        <MoreFilters list={list} names={MORE}>
          <TextFilter
            list={list}
            name="entity"
            label={text.entity}
            placeholder="order"
            maxLength={40}
            className="w-full sm:w-32"
          />
          <TextFilter
            list={list}
            name="entity_id"
            label={text.entityId}
            maxLength={60}
            className="w-full sm:w-44"
          />
          <TextFilter
            list={list}
            name="actor_id"
            label={text.who}
            maxLength={36}
            accepts={isUuid}
            className="w-full sm:w-44"
          />
          <SelectFilter
            list={list}
            name="actor_kind"
            label={words.kind}
            options={Object.entries(text.actors)}
          />
          <TimeFilter list={list} name="from" label={words.from} />
          <TimeFilter list={list} name="until" label={words.to} />
        </MoreFilters>
      </FilterBar>
      <List
        label={text.audit}
        list={list}
        query={entries}
        columns={columns}
        rowKey={(row) => row.id}
        sort={{ value: list.get("sort") || "newest", set: (sort) => list.set({ sort }) }}
        empty={{ icon: <ScrollText />, title: words.nothing, text: text.noAudit }}
        actions={(row) => (
          <button type="button" className={ROW_BUTTON} onClick={() => setOpen(row)}>
            {text.before} / {text.after}
          </button>
        )}
      />
      <Sheet
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open ? names.deed(open.action) : text.audit}
      >
        {open && (
          <Details
            entry={open}
            onFilter={(name, value) => list.set({ [name]: value })}
            onClose={() => setOpen(null)}
          />
        )}
      </Sheet>
    </Page>
  );
}

interface DetailsProps {
  entry: AuditEntry;
  onFilter: (name: string, value: string) => void;
  onClose: () => void;
}

function Details({ entry, onFilter, onClose }: DetailsProps) {
  const text = usePeopleText();
  const words = useWords();
  const changed = changes(entry.before, entry.after);
  const filter = (name: string, value: string | undefined) =>
    value && (
      <button
        type="button"
        className="text-left break-all underline decoration-line-strong underline-offset-4 hover:decoration-fg"
        onClick={() => {
          onFilter(name, value);
          onClose();
        }}
      >
        {value}
      </button>
    );
  return (
    <div className="space-y-6 py-5">
      <Facts
        items={[
          [words.created_at, <At key="at" time={entry.at} />],
          [text.who, entry.actor ?? text.actors[entry.actor_kind]],
          [text.action, filter("action", entry.action)],
          [text.entity, filter("entity", entry.entity)],
          [text.entityId, filter("entity_id", entry.entity_id)],
          [text.request, filter("request_id", entry.request_id)],
          [text.address, entry.address],
          [text.browser, entry.user_agent],
          [
            text.trace,
            <code key="trace" className="text-xs break-all">
              {entry.trace_id}
            </code>,
          ],
        ]}
      />
      {changed.length === 0 ? (
        <p className="text-muted">{text.noDetails}</p>
      ) : (
        <ul className="space-y-3">
          {changed.map((change) => (
            <li key={change.field} className="rounded-xl border border-line p-3">
              <p className="mb-1 font-medium break-all">{change.field || text.field}</p>
              {change.before !== undefined && (
                <p className="rounded bg-danger-soft px-2 py-1 text-danger [overflow-wrap:anywhere]">
                  <span className="sr-only">{text.before}: </span>
                  {written(change.before)}
                </p>
              )}
              {change.after !== undefined && (
                <p className="mt-1 rounded bg-accent-soft px-2 py-1 text-accent [overflow-wrap:anywhere]">
                  <span className="sr-only">{text.after}: </span>
                  {written(change.after)}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
