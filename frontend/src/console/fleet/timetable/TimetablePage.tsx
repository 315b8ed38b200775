import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Play } from "lucide-react";
import { Link } from "react-router";
import { runTimetableEntry, type TimetableEntry } from "../../../api/generated";
import { listTimetableOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { useLocale } from "../../../i18n";
import { useMay } from "../../access";
import { type Column, DataTable } from "../../components/DataTable";
import { PageHeader } from "../../components/PageHeader";
import { Panel } from "../../components/Panel";
import { StatusPill } from "../../components/StatusPill";
import { ListBody } from "../../components/states";
import { Ago, useNow } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { JobState } from "../jobs/state";
import { useMachineryText } from "../machinery";
import { useFleetNav } from "../nav";
import { inWords } from "./when";

/** What happens by the clock, and doing it now. */
export default function TimetablePage() {
  const nav = useFleetNav();
  const text = useMachineryText().timetable;
  const mayWrite = useMay("jobs_write");
  const query = useQuery({ ...listTimetableOptions(), refetchInterval: 2000 });
  const columns: Column<TimetableEntry>[] = [
    { key: "name", header: text.name, cell: (entry) => <Name entry={entry} /> },
    { key: "when", header: text.when, cell: (entry) => <When entry={entry} /> },
    { key: "last", header: text.last, cell: (entry) => <Last entry={entry} /> },
    { key: "outcome", header: text.outcome, cell: (entry) => <Outcome entry={entry} /> },
    { key: "next", header: text.next, align: "right", cell: (entry) => <Next entry={entry} /> },
    ...(mayWrite
      ? [
          {
            key: "run",
            header: "",
            align: "right" as const,
            cell: (entry: TimetableEntry) => <RunButton name={entry.name} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader title={nav.timetable} lead={text.lead} />
      <Panel flush>
        <ListBody query={query} empty={{ icon: <CalendarClock />, title: text.empty, text: text.emptyText }}>
          {(entries: TimetableEntry[]) => (
            <DataTable
              caption={nav.timetable}
              columns={columns}
              rows={entries}
              rowKey={(entry) => entry.name}
            />
          )}
        </ListBody>
      </Panel>
    </>
  );
}

function Name({ entry }: { entry: TimetableEntry }) {
  const text = useMachineryText().timetable;
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <Link to={`/fleet/jobs?kind=${entry.kind}`} className="[overflow-wrap:anywhere] hover:underline">
        {entry.name}
      </Link>
      {!entry.enabled && <StatusPill tone="quiet">{text.disabled}</StatusPill>}
    </span>
  );
}

function When({ entry }: { entry: TimetableEntry }) {
  const text = useMachineryText().timetable;
  const words = inWords(entry.when, text, useLocale());
  const missed = text.missed[entry.missed as keyof typeof text.missed] ?? entry.missed;
  const zone = entry.when.startsWith("every") ? "" : ` ${entry.zone}`;
  return (
    <span title={`${entry.when}${zone}. ${missed}.`}>
      {words}
      {zone && <span className="text-muted">{zone}</span>}
    </span>
  );
}

function Last({ entry }: { entry: TimetableEntry }) {
  const text = useMachineryText().timetable;
  const { last } = entry;
  if (!last) return <span className="text-muted">{text.never}</span>;
  return (
    <span>
      <Ago time={last.fired_at} />
      {last.by && <span className="block max-w-44 truncate text-xs text-muted">{text.by(last.by)}</span>}
    </span>
  );
}

function Outcome({ entry }: { entry: TimetableEntry }) {
  const text = useMachineryText().timetable;
  const { last } = entry;
  if (!last) return <span className="text-muted">–</span>;
  if (!last.job_state || !last.job_id) return <span className="text-muted">{text.pruned}</span>;
  return (
    <span>
      <Link to={`/fleet/jobs/${last.job_id}`} aria-label={text.watch}>
        <JobState state={last.job_state} />
      </Link>
      {last.error && last.job_state !== "done" && (
        <span className="mt-1 line-clamp-1 text-xs text-danger" title={last.error}>
          {last.error}
        </span>
      )}
    </span>
  );
}

function Next({ entry }: { entry: TimetableEntry }) {
  const text = useMachineryText().timetable;
  const now = useNow();
  if (!entry.enabled) return <span className="text-muted">–</span>;
  const isOverdue = entry.next_at !== undefined && Date.parse(entry.next_at) < now - 30_000;
  return (
    <span className={isOverdue ? "text-danger" : undefined}>
      <Ago time={entry.next_at} /> {isOverdue && text.overdue}
    </span>
  );
}

function RunButton({ name }: { name: string }) {
  const text = useMachineryText().timetable;
  const deed = useDeed(() => runTimetableEntry({ path: { name } }), {
    done: text.started,
    refresh: ["listTimetable", "listJobs"],
  });
  return (
    <button
      type="button"
      className="btn-quiet px-3"
      aria-label={text.runNamed(name)}
      disabled={deed.isPending}
      onClick={() => deed.mutate(undefined)}
    >
      <Play aria-hidden className="size-4" />
      {text.run}
    </button>
  );
}
