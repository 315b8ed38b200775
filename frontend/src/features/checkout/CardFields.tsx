import { CreditCard } from "lucide-react";
import { useRef } from "react";
import type { ShopPayment } from "../../api/generated";
import { Field } from "../../components/form";
import { useMessages } from "../../i18n";

const TEST_CARDS = {
  approved: "4242 4242 4242 4242",
  consent: "4000 0025 0000 3155",
  declined: "4000 0000 0000 0002",
  funds: "4000 0000 0000 9995",
} as const;

/** The fields of a card. What is typed here goes to the payment provider only, and is never kept. */
export function CardFields({ provider }: { provider: ShopPayment }) {
  const text = useMessages();
  const fields = useRef<HTMLDivElement>(null);

  const fill = (number: string) => {
    const set = (name: string, value: string) => {
      const input = fields.current?.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (input) {
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    };
    set("card_number", number);
    set("card_expiry", "12/34");
    set("card_cvc", "123");
  };

  return (
    <div ref={fields} className="space-y-5">
      {provider.is_test && (
        <div className="rounded-2xl bg-accent-soft p-4">
          <p className="flex items-center gap-2 text-sm font-semibold">
            <CreditCard aria-hidden className="size-4 text-accent" />
            {text.checkout.testCards}
          </p>
          <p className="mt-1 text-sm text-muted">{text.checkout.testCardsText}</p>
          <ul className="mt-3 grid gap-2 sm:grid-cols-2">
            {(Object.keys(TEST_CARDS) as (keyof typeof TEST_CARDS)[]).map((kind) => (
              <li key={kind}>
                <button
                  type="button"
                  onClick={() => fill(TEST_CARDS[kind])}
                  className="min-h-12 w-full rounded-2xl border border-line bg-surface px-4 py-2 text-left text-sm hover:border-line-strong"
                >
                  <span className="sr-only">{`${text.checkout.chooseCard} `}</span>
                  <span className="block font-medium">{text.checkout.cards[kind]}</span>
                  <span className="text-muted tabular-nums">{TEST_CARDS[kind]}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-4">
        <Field
          name="card_number"
          label={text.fields.cardNumber}
          required
          inputMode="numeric"
          autoComplete="cc-number"
          pattern="[\d ]{12,23}"
          placeholder="0000 0000 0000 0000"
          className="sm:col-span-4"
        />
        <Field
          name="card_expiry"
          label={text.fields.expiry}
          required
          inputMode="numeric"
          autoComplete="cc-exp"
          pattern="(0[1-9]|1[0-2])\s?/\s?\d{2}"
          data-expects="expiry"
          placeholder="08/29"
          className="sm:col-span-2"
        />
        <Field
          name="card_cvc"
          label={text.fields.cvc}
          required
          inputMode="numeric"
          autoComplete="cc-csc"
          pattern="\d{3,4}"
          placeholder="123"
          className="sm:col-span-2"
        />
      </div>
    </div>
  );
}
