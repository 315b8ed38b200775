import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Landmark, Mail, PackageSearch } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useParams } from "react-router";
import type { Order } from "../../api/generated";
import { cancelOrder, getInvoice } from "../../api/generated";
import { getOrderOptions, getOrderQueryKey } from "../../api/generated/@tanstack/react-query.gen";
import { Sheet } from "../../components/Sheet";
import { Empty, ErrorState, Loading } from "../../components/states";
import { toast } from "../../components/toast";
import { useLocale, useMessages } from "../../i18n";
import { formatMoment } from "../../lib/format";
import { asFailure, isNotFound } from "../../lib/problem";
import { save } from "../../lib/save";
import { visit } from "../../lib/storage";
import { useTitle } from "../../lib/useTitle";
import { useSession } from "../auth/session";
import { useShop } from "../catalog/shop";
import { Contents } from "./Contents";
import { canCancel, isPaying, lastPayment, nextLook } from "./follow";
import { useLiveOrder } from "./live";
import { PayAgain } from "./PayAgain";
import { Progress } from "./Progress";
import Returns from "./Returns";
import { Transfer } from "./Transfer";

/** An order as it goes on: the page one lands on after paying, and the one that mails link to. */
export default function OrderPage() {
  const text = useMessages();
  const { id = "" } = useParams();
  const session = useSession();
  const { data: known } = useQuery({ ...getOrderOptions({ path: { id } }), enabled: false });
  const live = useLiveOrder(id, known !== undefined && nextLook(known, 0) !== false);
  const order = useQuery({
    ...getOrderOptions({ path: { id } }),
    enabled: session.status !== "unknown",
    staleTime: 0,
    refetchInterval: (query) => !live.isLive && nextLook(query.state.data, query.state.dataUpdateCount),
  });
  useTitle(order.data && text.order.title(order.data.number));
  if (order.data) return <Shown order={order.data} live={live} />;
  return (
    <div className="wrap py-12">
      {order.isPending ? (
        <Loading label={text.account.orders.loading} className="mx-auto max-w-5xl space-y-5">
          <div className="skeleton h-14 w-2/3 rounded-2xl" />
          <div className="grid gap-8 lg:grid-cols-2">
            <div className="skeleton h-96 rounded-3xl" />
            <div className="skeleton h-96 rounded-3xl" />
          </div>
        </Loading>
      ) : isNotFound(order.error) ? (
        <Empty
          level="h1"
          icon={<PackageSearch />}
          title={text.order.gone}
          action={
            <Link
              to={session.status === "customer" ? "/account" : "/log-in"}
              state={{ to: `/orders/${id}` }}
              className="btn-primary"
            >
              {session.status === "customer" ? text.account.nav.orders : text.auth.logIn}
            </Link>
          }
        >
          {text.order.goneText}
        </Empty>
      ) : (
        <ErrorState level="h1" error={order.error} retry={order.refetch} />
      )}
    </div>
  );
}

function Shown({ order, live }: { order: Order; live: ReturnType<typeof useLiveOrder> }) {
  const text = useMessages();
  const locale = useLocale();
  const session = useSession();
  const { data: shop } = useShop();
  const wasPlacedNow = (useLocation().state as { isNew?: boolean } | null)?.isNew === true;
  const payment = lastPayment(order);
  const action =
    order.state === "awaiting_payment" && payment?.state === "requires_action"
      ? payment.action_url
      : undefined;
  useRedirectOnce(wasPlacedNow ? action : undefined, payment?.id);
  const transfer =
    order.state === "awaiting_payment" && payment?.state === "awaiting_money" && payment.instructions
      ? payment
      : undefined;
  const mayPayAgain =
    order.state === "awaiting_payment" &&
    payment?.state !== "requires_action" &&
    !isPaying(order) &&
    !transfer;
  const isThanked = wasPlacedNow && (isPaying(order) || order.state === "placed" || Boolean(transfer));
  return (
    <div className="wrap pt-8 lg:pt-12">
      <header className="mx-auto max-w-5xl">
        {isThanked && <p className="text-sm font-medium text-accent">{text.order.thanks}</p>}
        <h1 className="mt-1 font-display text-4xl lg:text-5xl">{text.order.title(order.number)}</h1>
        <p className="mt-2 text-muted">
          {isThanked
            ? text.order.thanksText(order.email)
            : text.order.placedOn(formatMoment(order.created_at, locale))}
        </p>
      </header>
      <div className="mx-auto mt-8 grid max-w-5xl gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="space-y-5">
          <section aria-labelledby="progress" className="panel">
            <h2 id="progress" className="mb-5 flex items-center justify-between gap-3 text-lg font-semibold">
              {text.order.progress}
              {nextLook(order, 0) !== false && (
                <span className="flex items-center gap-1.5 text-xs font-normal text-muted">
                  {live.isLive && (
                    <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
                  )}
                  {live.isLive ? text.order.liveNow : text.order.live}
                </span>
              )}
            </h2>
            <Progress order={order} confirmation={live.confirmation} />
            {action && (
              <a href={action} className="btn-primary mt-6 w-full">
                <Landmark aria-hidden className="size-4" />
                {text.order.confirmPayment}
              </a>
            )}
          </section>
          {transfer && <Transfer payment={transfer} />}
          {mayPayAgain && <PayAgain order={order} />}
          <div className="flex flex-wrap gap-2">
            {order.invoice?.ready && <InvoiceButton order={order} />}
            {canCancel(order) && <CancelButton order={order} />}
            <Link to="/shop" className="btn-quiet">
              {text.order.continue}
            </Link>
          </div>
          {order.shipments.length > 0 && <Returns order={order} />}
          {shop?.is_demo && (
            <a href="/mailbox/" className="text-link inline-flex min-h-11 items-center gap-2 text-sm">
              <Mail aria-hidden className="size-4" />
              {text.order.mailbox}
            </a>
          )}
          {session.status === "guest" && (
            <p className="text-sm text-muted">
              {text.order.account}{" "}
              <Link to="/register" className="text-link">
                {text.order.register}
              </Link>
            </p>
          )}
        </div>
        <Contents order={order} />
      </div>
    </div>
  );
}

/** To the bank by itself, but once only: whoever comes back from there is not sent there again. */
function useRedirectOnce(url: string | undefined, paymentId: string | undefined) {
  useEffect(() => {
    if (!url || !paymentId || visit.read<string>("asked-bank") === paymentId) return;
    visit.write("asked-bank", paymentId);
    location.assign(url);
  }, [url, paymentId]);
}

function InvoiceButton({ order }: { order: Order }) {
  const text = useMessages().order;
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const { data } = await getInvoice({ path: { id: order.id } });
      save(data as Blob, `${order.invoice?.number ?? order.number}.pdf`);
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" className="btn-primary" aria-busy={isBusy} onClick={download}>
      <Download aria-hidden className="size-4" />
      {text.invoice}
    </button>
  );
}

function CancelButton({ order }: { order: Order }) {
  const text = useMessages().order;
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const running = useRef(false);
  const cancel = async () => {
    if (running.current) return;
    running.current = true;
    try {
      const { data } = await cancelOrder({ path: { id: order.id }, body: {} });
      queries.setQueryData(getOrderQueryKey({ path: { id: order.id } }), data);
      toast(text.cancelled);
    } catch (error) {
      toast(asFailure(error).detail, { tone: "bad" });
    } finally {
      running.current = false;
      setAsking(false);
    }
  };
  return (
    <>
      <button type="button" className="btn-quiet" onClick={() => setAsking(true)}>
        {text.cancel}
      </button>
      <Sheet
        kind="modal"
        open={isAsking}
        onClose={() => setAsking(false)}
        title={text.cancelTitle}
        footer={
          <div className="flex flex-wrap justify-end gap-2">
            <button type="button" className="btn-quiet" onClick={() => setAsking(false)}>
              {text.cancelNo}
            </button>
            <button type="button" className="btn-danger" onClick={cancel}>
              {text.cancelYes}
            </button>
          </div>
        }
      >
        <p className="py-5 text-muted">{text.cancelText}</p>
      </Sheet>
    </>
  );
}
