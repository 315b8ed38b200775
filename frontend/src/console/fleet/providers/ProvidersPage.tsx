import { useQuery } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import { closeProviderBreakers, type Provider, type ProviderProcess } from "../../../api/generated";
import { listProvidersOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { toast } from "../../../components/toast";
import { useMay } from "../../access";
import { confirm } from "../../components/confirm";
import { DataTable } from "../../components/DataTable";
import { PageHeader } from "../../components/PageHeader";
import { Facts, Panel } from "../../components/Panel";
import { Progress } from "../../components/Progress";
import { StatusPill, type Tone } from "../../components/StatusPill";
import { ListBody } from "../../components/states";
import { Ago } from "../../components/time";
import { useDeed } from "../../components/useDeed";
import { useFleetNav } from "../nav";
import { count, rate } from "../numbers";
import { useOutsideText } from "../outside";

const TONES: Record<Provider["breaker"], Tone> = { closed: "good", half_open: "wait", open: "bad" };

/** The services outside, as the whole fleet sees them. */
export default function ProvidersPage() {
  const nav = useFleetNav();
  const text = useOutsideText().providers;
  const query = useQuery({ ...listProvidersOptions(), refetchInterval: 2000 });
  return (
    <>
      <PageHeader title={nav.providers} lead={text.lead} />
      <ListBody query={query} empty={{ icon: <PlugZap />, title: text.empty, text: text.emptyText }}>
        {(providers: Provider[]) => (
          <div className="grid gap-4">
            {providers.map((provider) => (
              <ProviderPanel key={provider.name} provider={provider} />
            ))}
          </div>
        )}
      </ListBody>
    </>
  );
}

function Phase({ phase }: { phase: Provider["breaker"] }) {
  const text = useOutsideText().providers;
  return (
    <span title={text.phaseHints[phase]}>
      <StatusPill tone={TONES[phase]}>{text.phases[phase]}</StatusPill>
    </span>
  );
}

function ProviderPanel({ provider }: { provider: Provider }) {
  const text = useOutsideText().providers;
  const { limit } = provider;
  return (
    <Panel
      title={
        <span className="flex flex-wrap items-center gap-3">
          {provider.name}
          <Phase phase={provider.breaker} />
        </span>
      }
      actions={<CloseButton provider={provider} />}
    >
      <div className="grid gap-x-10 gap-y-5 lg:grid-cols-2">
        <div className="grid content-start gap-4">
          <dl className="grid grid-cols-3 gap-3">
            <Figure label={text.calls} value={provider.calls} />
            <Figure label={text.failures} value={provider.failures} isBad={provider.failures > 0} />
            <Figure label={text.putOff} value={provider.put_off} />
          </dl>
          {limit && (
            <div>
              <p className="mb-1 flex justify-between text-muted">
                <span>{text.free}</span>
                <span className="tabular-nums">
                  {count(limit.free)} / {count(limit.burst)}
                </span>
              </p>
              <Progress
                label={text.free}
                done={limit.free}
                total={limit.burst}
                tone={limit.free === 0 ? "bad" : undefined}
              />
            </div>
          )}
        </div>
        <Facts
          className="content-start"
          items={[
            [text.limit, limit ? text.rate(rate(limit.per_second), count(limit.burst)) : text.noLimit],
            [text.since, provider.since && <Ago key="since" time={provider.since} />],
            [text.nextTry, provider.next_try_at && <Ago key="next" time={provider.next_try_at} />],
            [
              text.lastError,
              provider.last_error && (
                <span key="error" className="text-danger">
                  {provider.last_error}{" "}
                  <span className="text-muted">
                    <Ago time={provider.last_error_at} />
                  </span>
                </span>
              ),
            ],
          ]}
        />
      </div>
      {provider.processes.length > 0 && <Processes provider={provider} />}
    </Panel>
  );
}

function Figure({ label, value, isBad }: { label: string; value: number; isBad?: boolean }) {
  return (
    <div>
      <dt className="text-[0.8125rem] text-muted">{label}</dt>
      <dd className={`text-xl font-semibold tabular-nums ${isBad ? "text-danger" : ""}`}>{count(value)}</dd>
    </div>
  );
}

function Processes({ provider }: { provider: Provider }) {
  const text = useOutsideText().providers;
  return (
    <details className="-mx-4 mt-4 -mb-4 border-t border-line sm:-mx-5 sm:-mb-5">
      <summary className="px-4 py-3 font-medium sm:px-5">
        {text.processes} <span className="font-normal text-muted">({provider.processes.length})</span>
      </summary>
      <DataTable
        caption={text.processes}
        rows={provider.processes}
        rowKey={(one) => one.process}
        columns={[
          {
            key: "process",
            header: text.process,
            cell: (one: ProviderProcess) => <span className="[overflow-wrap:anywhere]">{one.process}</span>,
          },
          {
            key: "breaker",
            header: text.breaker,
            cell: (one) => (
              <span className="inline-flex flex-wrap items-center gap-2">
                <Phase phase={one.breaker} />
                {one.close_requested_at && <span className="text-xs text-muted">{text.asked}</span>}
              </span>
            ),
          },
          { key: "calls", header: text.calls, align: "right", cell: (one) => count(one.calls) },
          { key: "failures", header: text.failures, align: "right", cell: (one) => count(one.failures) },
          { key: "putOff", header: text.putOff, align: "right", cell: (one) => count(one.put_off) },
          {
            key: "updated",
            header: text.updated,
            align: "right",
            cell: (one) => <Ago time={one.updated_at} />,
          },
        ]}
      />
    </details>
  );
}

function CloseButton({ provider }: { provider: Provider }) {
  const text = useOutsideText().providers;
  const mayWrite = useMay("jobs_write");
  const deed = useDeed(
    async () => {
      const { data } = await closeProviderBreakers({ path: { name: provider.name } });
      toast(text.closed(data.processes));
    },
    { refresh: ["listProviders"] },
  );
  if (!mayWrite || provider.breaker === "closed") return null;
  const ask = async () => {
    const title = text.closeTitle(provider.name);
    if (await confirm({ title, text: text.closeText, action: text.close })) deed.mutate(undefined);
  };
  return (
    <button type="button" className="btn-quiet" disabled={deed.isPending} onClick={() => void ask()}>
      {text.close}
    </button>
  );
}
