/**
 * Stripe's Payment Element. Its script comes from Stripe, as its terms demand, and only here; the content security policy
 * allows it only where the shop has a publishable key. What is typed never touches a page of the shop.
 */
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { Money } from "../../api/generated";
import { useTheme } from "../../app/theme";
import { ErrorState } from "../../components/states";
import { useLocale } from "../../i18n";
import { problem, type TakesCard } from "./card";

interface StripeError {
  message?: string;
}
interface Elements {
  create: (kind: "payment", options: object) => { mount: (node: HTMLElement) => void; destroy: () => void };
  update: (options: object) => void;
  submit: () => Promise<{ error?: StripeError }>;
}
interface Stripe {
  elements: (options: object) => Elements;
  createPaymentMethod: (options: {
    elements: Elements;
  }) => Promise<{ error?: StripeError; paymentMethod?: { id: string } }>;
}
declare global {
  interface Window {
    Stripe?: (key: string, options?: object) => Stripe;
  }
}

const SCRIPT = "https://js.stripe.com/v3/";
let loading: Promise<void> | null = null;

function load(): Promise<void> {
  loading ??= new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      loading = null;
      reject(problem(503, "unavailable", "the payment provider does not answer"));
    };
    document.head.append(script);
  });
  return loading;
}

interface StripeFieldsProps {
  publishableKey: string;
  total: Money;
  ref?: Ref<TakesCard>;
}

export default function StripeFields({ publishableKey, total, ref }: StripeFieldsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const made = useRef<{ stripe: Stripe; elements: Elements } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const locale = useLocale();
  const isDark = useTheme() === "dark";
  const { amount_minor: amount, currency } = total;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the amount changes below, without new fields; a try is a reason.
  useEffect(() => {
    let element: { destroy: () => void } | null = null;
    let isOver = false;
    setError(null);
    load()
      .then(() => {
        if (isOver || !frame.current || !window.Stripe) return;
        const stripe = window.Stripe(publishableKey, { locale });
        const elements = stripe.elements({
          mode: "payment",
          amount,
          currency: currency.toLowerCase(),
          paymentMethodCreation: "manual",
          paymentMethodTypes: ["card"],
          appearance: { theme: isDark ? "night" : "stripe", variables: { borderRadius: "14px" } },
        });
        const payment = elements.create("payment", { layout: "tabs" });
        payment.mount(frame.current);
        element = payment;
        made.current = { stripe, elements };
      })
      .catch((error: unknown) => !isOver && setError(error));
    return () => {
      isOver = true;
      element?.destroy();
      made.current = null;
    };
  }, [publishableKey, currency, locale, isDark, tries]);

  useEffect(() => made.current?.elements.update({ amount }), [amount]);

  useImperativeHandle(ref, () => ({
    token: async () => {
      if (!made.current) throw problem(503, "unavailable", "the payment provider does not answer");
      const { stripe, elements } = made.current;
      const wrong = (error: StripeError | undefined) =>
        problem(402, "card_refused", error?.message ?? "the card was not accepted");
      const { error } = await elements.submit();
      if (error) throw wrong(error);
      const { error: refused, paymentMethod } = await stripe.createPaymentMethod({ elements });
      if (refused || !paymentMethod) throw wrong(refused);
      return paymentMethod.id;
    },
  }));

  if (error) return <ErrorState error={error} retry={() => setTries(tries + 1)} />;
  return <div ref={frame} className="min-h-52" />;
}
