import { Banknote, CreditCard, Landmark } from "lucide-react";
import { lazy, type RefObject, Suspense } from "react";
import type { Money, ShopPayment } from "../../api/generated";
import { Notice } from "../../components/states";
import { useMessages } from "../../i18n";
import { useShop } from "../catalog/shop";
import { CardFields } from "./CardFields";
import { Choice } from "./Choice";
import type { TakesCard } from "./card";

/** What comes from Stripe is fetched only where somebody pays with it. */
const StripeFields = lazy(() => import("./StripeFields"));

const NONE: ShopPayment[] = [];
const ICONS = { card: CreditCard, stripe: CreditCard, bank_transfer: Landmark, cash_on_delivery: Banknote };

/** The ways to pay that work in a browser. */
export function usePaymentMethods(): ShopPayment[] {
  const offered = useShop().data?.payments ?? NONE;
  return offered.filter((one) => one.kind !== "stripe" || one.publishable_key);
}

interface PaymentMethodsProps {
  methods: ShopPayment[];
  chosen: ShopPayment | undefined;
  onChoose: (provider: string) => void;
  total: Money;
  card: RefObject<TakesCard | null>;
}

export function PaymentMethods({ methods, chosen, onChoose, total, card }: PaymentMethodsProps) {
  const text = useMessages().checkout;
  if (!chosen) return <Notice>{text.noPayment}</Notice>;
  return (
    <div className="space-y-5">
      {methods.length > 1 && (
        <fieldset>
          <legend className="sr-only">{text.payment}</legend>
          <div className="grid gap-2">
            {methods.map((method) => {
              const Icon = ICONS[method.kind];
              return (
                <Choice
                  key={method.provider}
                  name="provider"
                  isOn={method.provider === chosen.provider}
                  onChoose={() => onChoose(method.provider)}
                >
                  <span className="flex items-center justify-between gap-3">
                    <span className="font-medium">{text.methods[method.kind]}</span>
                    <Icon aria-hidden className="size-5 text-muted" strokeWidth={1.5} />
                  </span>
                </Choice>
              );
            })}
          </div>
        </fieldset>
      )}
      {chosen.kind === "card" && <CardFields provider={chosen} />}
      {chosen.kind === "stripe" && chosen.publishable_key && (
        <Suspense fallback={<div className="skeleton h-52 rounded-2xl" />}>
          <StripeFields ref={card} publishableKey={chosen.publishable_key} total={total} />
        </Suspense>
      )}
      {chosen.kind === "bank_transfer" && (
        <p className="rounded-2xl bg-sunken px-4 py-3.5 text-sm leading-relaxed">
          {text.transferText(chosen.days ?? 7)}
        </p>
      )}
      {chosen.kind === "cash_on_delivery" && (
        <p className="rounded-2xl bg-sunken px-4 py-3.5 text-sm leading-relaxed">{text.cashText}</p>
      )}
    </div>
  );
}
