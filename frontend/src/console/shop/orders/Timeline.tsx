import { useQuery } from "@tanstack/react-query";
import {
  ArrowLeftRight,
  Cog,
  Coins,
  CreditCard,
  type LucideIcon,
  Mail,
  StickyNote,
  Webhook,
  Zap,
} from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { TimelineEntry, TimelineEntryType } from "../../../api/generated";
import { getOrderTimeline } from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { cx } from "../../../lib/cx";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { Read, RowsSkeleton } from "../../components/states";
import { exactTime, formatDuration } from "../../components/time";
import { useWords } from "../kit/text";
import { depths } from "./depths";
import { useEntryWords } from "./entryWords";
import { useOrderText } from "./text";

const ICONS: Record<TimelineEntryType, LucideIcon> = {
  event: Zap,
  change: ArrowLeftRight,
  job: Cog,
  payment_call: CreditCard,
  money: Coins,
  mail: Mail,
  webhook: Webhook,
  note: StickyNote,
};

const TYPES = Object.keys(ICONS) as TimelineEntryType[];
const BAD = /^(failed|dead|declined|error|discarded)/;
const AT_ONCE = 60;

/** Everything that an order caused. `updatedAt` makes it read anew when the order moved. */
export function Timeline({ orderId, updatedAt }: { orderId: string; updatedAt: string }) {
  const text = useOrderText();
  const query = useQuery({
    queryKey: ["console", "order", orderId, "timeline", updatedAt],
    queryFn: async ({ signal }) => (await getOrderTimeline({ path: { id: orderId }, signal })).data,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      state.data?.items.some((entry) => entry.type === "job" && !entry.finished_at) ? 4000 : false,
  });
  return (
    <Panel title={text.timeline}>
      <p className="-mt-2 mb-4 text-muted">{text.timelineLead}</p>
      <Read query={query} skeleton={<RowsSkeleton rows={6} />}>
        {({ items, is_cut }) => (
          <>
            <Entries items={items} />
            {is_cut && <p className="mt-3 text-muted">{text.timelineCut}</p>}
          </>
        )}
      </Read>
    </Panel>
  );
}

function Entries({ items }: { items: TimelineEntry[] }) {
  const text = useOrderText();
  const words = useWords();
  const [hidden, setHidden] = useState<ReadonlySet<TimelineEntryType>>(new Set());
  const [most, setMost] = useState(AT_ONCE);
  const present = TYPES.filter((type) => items.some((entry) => entry.type === type));
  const depth = depths(items);
  const shown = items.filter((entry) => !hidden.has(entry.type));
  const toggle = (type: TimelineEntryType) => {
    const next = new Set(hidden);
    if (!next.delete(type)) next.add(type);
    setHidden(next);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: toggles are no fields of a form. */}
      <div role="group" aria-label={words.filters} className="mb-4 flex flex-wrap gap-1.5">
        {present.map((type) => (
          <button
            key={type}
            type="button"
            aria-pressed={!hidden.has(type)}
            onClick={() => toggle(type)}
            className={cx(
              "h-8 rounded-full border px-3 text-xs font-medium",
              hidden.has(type) ? "border-line text-muted" : "border-accent bg-accent-soft text-accent",
            )}
          >
            {text.types[type]}
          </button>
        ))}
      </div>
      <ol className="space-y-0.5">
        {shown.slice(0, most).map((entry) => (
          <Entry key={entry.id} entry={entry} depth={Math.min(depth.get(entry.id) ?? 0, 5)} />
        ))}
      </ol>
      {shown.length > most && (
        <button type="button" className="btn-quiet mt-3" onClick={() => setMost(most + AT_ONCE)}>
          {words.more} ({shown.length - most})
        </button>
      )}
    </>
  );
}

const INDENT = ["", "sm:ml-5", "sm:ml-10", "sm:ml-15", "sm:ml-20", "sm:ml-25"];

function Entry({ entry, depth }: { entry: TimelineEntry; depth: number }) {
  const text = useOrderText();
  const locale = useLocale();
  const mayJobs = useMay("jobs_read");
  const Icon = ICONS[entry.type];
  const said = useEntryWords()(entry);
  const isBad = BAD.test(entry.state);
  const times = [
    entry.waited_micros !== undefined && text.waited(formatDuration(entry.waited_micros)),
    entry.ran_micros !== undefined && text.ran(formatDuration(entry.ran_micros)),
    entry.attempts.length > 1 && text.attempts(entry.attempts.length),
  ].filter(Boolean);
  const job = entry.type === "job" && mayJobs ? entry.id : null;
  return (
    <li className={cx("flex gap-3 border-l border-line py-1.5 pl-3", INDENT[depth])}>
      <Icon
        role="img"
        aria-label={text.types[entry.type]}
        className={cx("mt-0.5 size-4 shrink-0", isBad ? "text-danger" : "text-muted")}
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span title={entry.kind} className="font-medium [overflow-wrap:anywhere]">
            {said.kind}
          </span>
          <span className={isBad ? "text-danger" : "text-muted"}>{said.state}</span>
          <time dateTime={entry.at} className="ml-auto text-xs text-muted tabular-nums">
            {exactTime(entry.at, locale)}
          </time>
        </p>
        {said.summary && <p className="text-muted [overflow-wrap:anywhere]">{said.summary}</p>}
        {(times.length > 0 || job) && (
          <p className="flex flex-wrap gap-x-3 text-xs text-muted tabular-nums">
            {times.join(" · ")}
            {job && (
              <Link to={`/fleet/jobs/${job}`} className="underline underline-offset-2 hover:text-fg">
                {text.openJob}
              </Link>
            )}
          </p>
        )}
        {entry.attempts.some((attempt) => attempt.error) && (
          <ul className="mt-1 space-y-0.5 text-xs text-danger">
            {entry.attempts
              .filter((attempt) => attempt.error)
              .map((attempt) => (
                <li key={attempt.number} className="[overflow-wrap:anywhere]">
                  {text.attempt(attempt.number)}: {attempt.error}
                </li>
              ))}
          </ul>
        )}
      </div>
    </li>
  );
}
