import { useQueries } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import {
  listDeadJobs,
  listDisputes,
  listInquiries,
  listProviders,
  searchOrders,
} from "../../../api/generated";
import { useLocale } from "../../../i18n";
import { formatMoment } from "../../../lib/format";
import { useMay } from "../../access";
import { Panel } from "../../components/Panel";
import { useHouseText } from "../kit/houseText";

interface Complaint {
  key: string;
  to: string;
  text: string;
  note?: string;
}

const REFRESH = 15_000;

/** What somebody has to look at, of what this person may see. */
export function Wrong() {
  const text = useHouseText();
  const { complaints, isPending, isKnown } = useComplaints();
  if (isPending) return <div className="skeleton h-16 rounded-2xl" />;
  // What could not be asked is not all right.
  if (complaints.length === 0 && !isKnown) return null;
  if (complaints.length === 0) {
    return (
      <p className="flex items-center gap-2.5 rounded-2xl border border-line bg-surface px-4 py-3.5 sm:px-5">
        <CircleCheck aria-hidden className="size-5 shrink-0 text-accent" />
        {text.allWell}
      </p>
    );
  }
  return (
    <Panel title={text.wrong} className="border-danger/40">
      <ul className="space-y-1">
        {complaints.map((one) => (
          <li key={one.key}>
            <Link
              to={one.to}
              className="-mx-2 flex min-h-9 items-center gap-2.5 rounded-lg px-2 hover:bg-sunken"
            >
              <TriangleAlert aria-hidden className="size-4 shrink-0 text-danger" />
              <span>
                {one.text}
                {one.note && <span className="text-muted"> · {one.note}</span>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function useComplaints() {
  const text = useHouseText();
  const locale = useLocale();
  const [mayJobs, mayPayments, mayOrders] = [
    useMay("jobs_read"),
    useMay("payments_write"),
    useMay("orders_read"),
  ];
  const asked = { refetchInterval: REFRESH };
  return useQueries({
    queries: [
      {
        ...asked,
        queryKey: ["console", "wrong", "dead"],
        enabled: mayJobs,
        queryFn: async () => {
          const { items } = (await listDeadJobs()).data;
          const count = items.reduce((all, group) => all + group.jobs, 0);
          return count > 0 ? [{ key: "dead", to: "/fleet/dead", text: text.deadJobs(count) }] : [];
        },
      },
      {
        ...asked,
        queryKey: ["console", "wrong", "breakers"],
        enabled: mayJobs,
        queryFn: async (): Promise<Complaint[]> =>
          (await listProviders()).data.items
            .filter((provider) => provider.breaker !== "closed")
            .map(({ name, last_error }) => ({
              key: `breaker ${name}`,
              to: "/fleet/providers",
              text: text.breaker(name),
              note: last_error,
            })),
      },
      {
        ...asked,
        queryKey: ["console", "wrong", "disputes"],
        enabled: mayPayments,
        queryFn: async (): Promise<Complaint[]> =>
          (await listDisputes({ query: { state: "needs_response", limit: 5 } })).data.items.map(
            (dispute) => ({
              key: dispute.id,
              to: `/shop/orders/${dispute.order_id}`,
              text: text.dispute(dispute.order_number),
              note: dispute.evidence_due_at && text.evidenceBy(formatMoment(dispute.evidence_due_at, locale)),
            }),
          ),
      },
      {
        ...asked,
        queryKey: ["console", "wrong", "held"],
        enabled: mayOrders,
        queryFn: async (): Promise<Complaint[]> => {
          const { items, next_cursor } = (await searchOrders({ query: { held: true, limit: 20 } })).data;
          if (items.length === 0) return [];
          const count = next_cursor ? text.moreThan(items.length) : String(items.length);
          return [{ key: "held", to: "/shop/orders?held=true", text: text.held(count) }];
        },
      },
      {
        ...asked,
        queryKey: ["console", "wrong", "inquiries"],
        enabled: mayOrders,
        queryFn: async (): Promise<Complaint[]> => {
          const { items, next_cursor } = (await listInquiries({ query: { state: "open", limit: 20 } })).data;
          if (items.length === 0) return [];
          const count = next_cursor ? text.moreThan(items.length) : String(items.length);
          return [
            { key: "inquiries", to: "/shop/inquiries?state=open&sort=oldest", text: text.inquiries(count) },
          ];
        },
      },
    ],
    combine: (answers) => ({
      complaints: answers.flatMap((answer): Complaint[] => answer.data ?? []),
      isPending: answers.some((answer) => answer.isLoading),
      isKnown: answers.every((answer) => !answer.error),
    }),
  });
}
