import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Lock, ShoppingBag } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Link, Navigate, useNavigate } from "react-router";
import type { Cart, PlaceOrderRequest } from "../../api/generated";
import { addMyAddress, placeOrder } from "../../api/generated";
import { getOrderQueryKey, listMyAddressesOptions } from "../../api/generated/@tanstack/react-query.gen";
import { Checkbox, Field, Form, FormNotice, Submit, type Values } from "../../components/form";
import { Empty, ErrorState } from "../../components/states";
import { useLocale, useMessages } from "../../i18n";
import { formatMoney } from "../../lib/format";
import { asFailure, refusal } from "../../lib/problem";
import { useTitle } from "../../lib/useTitle";
import { useSession } from "../auth/session";
import { LinesSkeleton } from "../cart/CartLines";
import { CART_KEY, tellOtherTabs, useCart } from "../cart/cart";
import { AddressFields } from "./AddressFields";
import { NO_ADDRESS, toAddress } from "./address";
import { attemptKey } from "./attempt";
import { type TakesCard, tokenize } from "./card";
import { Deliveries } from "./Deliveries";
import { useDeliveries } from "./delivery";
import { orderDone } from "./done";
import { useDraft } from "./draft";
import { PaymentMethods, usePaymentMethods } from "./PaymentMethods";
import { patiently } from "./patient";
import { pricedOptions } from "./priced";
import { SavedAddresses } from "./SavedAddresses";
import { Summary } from "./Summary";

/** Refusals after which the cart and what it costs are looked at again. */
const CHANGED = [
  "total_changed",
  "out_of_stock",
  "quote_expired",
  "quote_outdated",
  "empty_cart",
  "not_found",
];

export default function CheckoutPage() {
  const text = useMessages();
  const session = useSession();
  const { cart, isPending, error, refetch } = useCart();
  useTitle(text.checkout.title);
  if (cart && cart.lines.length > 0 && session.status !== "unknown") return <Checkout cart={cart} />;
  // What lay in the cart is the account's: it is there again after logging in, and so is what was filled in.
  if (session.status === "guest" && session.hasEnded && !cart) {
    return <Navigate to="/log-in" state={{ to: "/checkout", hasEnded: true }} replace />;
  }
  return (
    <div className="wrap py-12">
      {isPending || session.status === "unknown" ? (
        <LinesSkeleton />
      ) : error ? (
        <ErrorState level="h1" error={error} retry={refetch} />
      ) : (
        <Empty
          level="h1"
          icon={<ShoppingBag />}
          title={text.checkout.emptyTitle}
          action={
            <Link to="/shop" className="btn-primary">
              {text.cart.browse}
            </Link>
          }
        >
          {text.cart.emptyText}
        </Empty>
      )}
    </div>
  );
}

function Checkout({ cart }: { cart: Cart }) {
  const text = useMessages();
  const locale = useLocale();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const session = useSession();
  const isCustomer = session.status === "customer";
  const [draft, change] = useDraft();
  const [isTryingAgain, setTryingAgain] = useState(false);
  const book = useQuery({ ...listMyAddressesOptions(), enabled: isCustomer });
  const saved = isCustomer ? (book.data?.items ?? []) : [];
  const usual = saved.find((one) => one.default_shipping) ?? saved[0];
  const used = draft.savedId === "new" ? undefined : (saved.find((one) => one.id === draft.savedId) ?? usual);
  const address = used?.address ?? toAddress(draft.shipping);
  const deliveries = useDeliveries(cart, address);
  const options = address ? (deliveries.data ?? []) : [];
  const delivery = options.find((option) => option.key === draft.delivery) ?? options[0];
  const methods = usePaymentMethods();
  const method = methods.find((one) => one.provider === draft.provider) ?? methods[0];
  const stripe = useRef<TakesCard>(null);
  const pricing = pricedOptions(cart, address, delivery);
  const { data: priced, isFetching, isPlaceholderData } = useQuery(pricing);
  const total = (delivery && priced?.total) ?? cart.items_total;
  // What it costs with this shipping is on its way; nobody can agree to it yet.
  const isPricing = Boolean(delivery) && isFetching && (isPlaceholderData || !priced);

  const submit = async (values: Values) => {
    if (!method) return;
    if (!address || !delivery) throw refusal(text.checkout.shippingWait);
    setTryingAgain(false);
    // Nobody agrees to a sum that they have not seen.
    const now = await queries.fetchQuery({ ...pricing, staleTime: 0 });
    if (now.total.amount_minor !== total.amount_minor) throw refusal(text.checkout.changed);
    const payment = await tokenize(method, values, stripe.current);
    const body: PlaceOrderRequest = {
      ...(!isCustomer && { email: draft.email.trim() }),
      shipping_address: address,
      ...(!draft.sameBilling && { billing_address: toAddress(draft.billing) ?? undefined }),
      shipping: delivery.selection,
      payment,
      expected_total_minor: total.amount_minor,
    };
    const headers = { "Idempotency-Key": attemptKey("order", body) };
    try {
      const { data: order } = await patiently(
        () => placeOrder({ headers, body }),
        () => setTryingAgain(true),
      );
      orderDone(order, isCustomer);
      if (isCustomer && !used && draft.save) await addMyAddress({ body: { address } }).catch(() => undefined);
      queries.setQueryData(getOrderQueryKey({ path: { id: order.id } }), order);
      await navigate(`/orders/${order.id}`, { replace: true, state: { isNew: true } });
      queries.setQueryData(CART_KEY, null);
      tellOtherTabs();
    } catch (error) {
      const { code } = asFailure(error);
      if (CHANGED.includes(code)) {
        void queries.invalidateQueries({ queryKey: CART_KEY });
        void queries.invalidateQueries({ queryKey: ["shipping"] });
        void queries.invalidateQueries({ queryKey: ["priced"] });
      }
      throw error;
    } finally {
      setTryingAgain(false);
    }
  };

  const isBlocked = cart.lines.some((line) => line.problem);
  const summary = <Summary cart={cart} priced={delivery && priced} delivery={delivery} total={total} />;
  return (
    <div className="wrap pt-8 lg:pt-12">
      <h1 className="font-display text-4xl lg:text-5xl">{text.checkout.title}</h1>
      <Form
        onSubmit={submit}
        label={text.checkout.title}
        className="mt-6 grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem] lg:gap-14"
      >
        <div className="space-y-5">
          <Section number={1} title={text.checkout.contact}>
            {isCustomer ? (
              <p>{text.checkout.as(session.user.email)}</p>
            ) : (
              <>
                <Field
                  name="email"
                  label={text.fields.email}
                  type="email"
                  required
                  autoComplete="email"
                  maxLength={254}
                  value={draft.email}
                  onChange={(event) => change({ email: event.target.value })}
                />
                <p className="mt-3 text-sm text-muted">
                  {text.checkout.have}{" "}
                  <Link to="/log-in" state={{ to: "/checkout" }} className="text-link">
                    {text.auth.logIn}
                  </Link>
                </p>
              </>
            )}
          </Section>
          <Section number={2} title={text.checkout.address}>
            {saved.length > 0 && <SavedAddresses saved={saved} used={used} change={change} />}
            {!used && (
              <>
                <AddressFields
                  prefix="shipping_address"
                  purpose="shipping"
                  value={draft.shipping}
                  onChange={(shipping) => change({ shipping })}
                />
                {isCustomer && (
                  <div className="mt-3">
                    <Checkbox
                      label={text.checkout.save}
                      checked={draft.save}
                      onChange={(event) => change({ save: event.target.checked })}
                    />
                  </div>
                )}
              </>
            )}
            <div className="mt-3">
              <Checkbox
                label={text.checkout.billingSame}
                checked={draft.sameBilling}
                onChange={(event) => change({ sameBilling: event.target.checked })}
              />
            </div>
            {!draft.sameBilling && (
              <fieldset className="mt-4">
                <legend className="mb-3 font-semibold">{text.checkout.billing}</legend>
                <AddressFields
                  prefix="billing_address"
                  purpose="billing"
                  value={draft.billing ?? NO_ADDRESS}
                  onChange={(billing) => change({ billing })}
                />
              </fieldset>
            )}
          </Section>
          <Section number={3} title={text.checkout.shipping}>
            <Deliveries
              query={deliveries}
              hasAddress={address !== null}
              chosen={delivery?.key}
              onChoose={(key) => change({ delivery: key })}
            />
          </Section>
          <Section number={4} title={text.checkout.payment}>
            <PaymentMethods
              methods={methods}
              chosen={method}
              onChoose={(provider) => change({ provider })}
              total={total}
              card={stripe}
            />
          </Section>
          <div className="space-y-4 lg:hidden">{summary}</div>
          <FormNotice />
          {isBlocked && (
            <p role="status" className="rounded-2xl bg-danger-soft px-4 py-3 text-sm text-danger">
              {text.cart.fix}{" "}
              <Link to="/cart" className="font-medium underline underline-offset-4">
                {text.checkout.edit}
              </Link>
            </p>
          )}
          {isTryingAgain && (
            <p role="status" className="rounded-2xl bg-accent-soft px-4 py-3 text-sm">
              {text.checkout.again}
            </p>
          )}
          <Submit
            busy={text.checkout.placing}
            disabled={!method || isBlocked || isPricing}
            className="h-14 w-full px-4 text-base whitespace-normal"
          >
            <Lock aria-hidden className="size-4 shrink-0" />
            {method && method.kind !== "card" && method.kind !== "stripe"
              ? text.checkout.order(formatMoney(total, locale, true))
              : text.checkout.place(formatMoney(total, locale, true))}
          </Submit>
          <p className="text-sm leading-relaxed text-muted">
            {text.checkout.secure} <LegalText />
          </p>
        </div>
        <aside aria-label={text.checkout.review} className="hidden self-start lg:sticky lg:top-28 lg:block">
          {summary}
        </aside>
      </Form>
    </div>
  );
}

function LegalText() {
  const text = useMessages();
  return (
    <>
      {text.checkout.terms}{" "}
      {(["terms", "privacy", "returns"] as const).map((page) => (
        <Link key={page} to={`/${page}`} className="mr-2 underline underline-offset-4 hover:text-fg">
          {text.footer[page]}
        </Link>
      ))}
    </>
  );
}

function Section({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section className="panel" aria-labelledby={`step-${number}`}>
      <h2 id={`step-${number}`} className="mb-4 flex items-center gap-3 text-lg font-semibold">
        <span
          aria-hidden
          className="grid size-7 place-items-center rounded-full bg-accent-soft text-sm text-accent tabular-nums"
        >
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  );
}
