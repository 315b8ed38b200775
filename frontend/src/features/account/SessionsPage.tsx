import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import type { LoginSession } from "../../api/generated";
import { endMySession } from "../../api/generated";
import { listMySessionsOptions, listMySessionsQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { ErrorState, Loading } from "../../components/states";
import { toast } from "../../components/toast";
import { useLocale, useMessages } from "../../i18n";
import { formatMoment } from "../../lib/format";
import { asFailure } from "../../lib/problem";

export default function SessionsPage() {
  const text = useMessages().account;
  const sessions = useQuery({ ...listMySessionsOptions(), staleTime: 0 });
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" className="text-xl font-semibold">
        {text.sessions.title}
      </h2>
      {sessions.isPending ? (
        <Loading label={text.sessions.loading} className="mt-4 space-y-3">
          <div className="skeleton h-20 rounded-3xl" />
          <div className="skeleton h-20 rounded-3xl" />
        </Loading>
      ) : sessions.error ? (
        <ErrorState error={sessions.error} retry={sessions.refetch} />
      ) : (
        <ul className="mt-4 space-y-3">
          {sessions.data.items.map((session) => (
            <Row key={session.id} session={session} />
          ))}
        </ul>
      )}
    </section>
  );
}

const BROWSERS = ["Edg", "OPR", "Firefox", "Chrome", "Safari"] as const;
const NAMES: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
const SYSTEMS = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"] as const;

/** `Chrome · Linux` out of what the browser says about itself. */
export function deviceName(agent: string | undefined, unknown: string): string {
  const browser = BROWSERS.find((name) => agent?.includes(`${name}/`));
  const system = SYSTEMS.find((name) => agent?.includes(name));
  const parts = [browser && (NAMES[browser] ?? browser), system?.replace("Mac OS X", "macOS")].filter(
    Boolean,
  );
  return parts.length > 0 ? parts.join(" · ") : (agent?.slice(0, 60) ?? unknown);
}

function Row({ session }: { session: LoginSession }) {
  const text = useMessages().account.sessions;
  const locale = useLocale();
  const queries = useQueryClient();
  const end = async () => {
    try {
      await endMySession({ path: { id: session.id } });
      toast(text.ended);
      await queries.invalidateQueries({ queryKey: listMySessionsQueryKey() });
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    }
  };
  const Icon = /Android|iPhone|Mobile/.test(session.user_agent ?? "") ? Smartphone : Monitor;
  return (
    <li className="flex flex-wrap items-center gap-4 rounded-3xl border border-line bg-surface p-5">
      <Icon aria-hidden className="size-6 shrink-0 text-muted" strokeWidth={1.5} />
      <div className="min-w-52 flex-1">
        <p className="font-medium">
          {deviceName(session.user_agent, text.unknown)}
          {session.current && (
            <span className="ml-2 rounded-full bg-accent-soft px-2.5 py-0.5 text-xs font-medium text-accent">
              {text.this}
            </span>
          )}
        </p>
        <p className="text-sm text-muted">
          {text.used(formatMoment(session.last_used_at, locale))}
          {session.address && (
            <span className="block sm:inline sm:before:content-['_·_']">{session.address}</span>
          )}
        </p>
      </div>
      {!session.current && (
        <button type="button" onClick={end} className="btn-quiet h-11 px-5">
          {text.end}
        </button>
      )}
    </li>
  );
}
