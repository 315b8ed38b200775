/** What the form of the settings says, beside what they are: a change has what differs. */
import type { PaymentOffer, Seller, Settings, SettingsChangeRequest } from "../../../api/generated";
import type { Values } from "../../../components/form";
import { changed, optionalWhole, orNothing, whole, words } from "../kit/parse";

export function toChange(values: Values, settings: Settings): SettingsChangeRequest {
  const said: SettingsChangeRequest = {
    // Of these, empty is as configured; of the addresses of pages and the countries it means none.
    name: values.name || null,
    currency: values.currency?.toUpperCase() || null,
    sender: values.sender || null,
    hold_minutes: optionalWhole(values, "hold_minutes") ?? null,
    cart_idle_hours: optionalWhole(values, "cart_idle_hours") ?? null,
    return_days: optionalWhole(values, "return_days") ?? null,
    order_url: values.order_url ?? "",
    account_url: values.account_url ?? "",
    countries: words(values.countries).map((code) => code.toUpperCase()),
    prices_include_tax: values.prices_include_tax === "yes",
    staff_second_factor: values.staff_second_factor === "yes",
    reviews_wait: values.reviews_wait === "yes",
    reminders: {
      unpaid_minutes: whole(values, "reminders.unpaid_minutes"),
      cart_hours: whole(values, "reminders.cart_hours"),
      review_days: whole(values, "reminders.review_days"),
    },
    seller: seller(values),
    payments: payments(values),
  };
  const { unpaid_minutes, cart_hours, review_days } = settings.reminders;
  const reminders = { unpaid_minutes, cart_hours, review_days };
  const before = { ...settings, seller: sorted(settings.seller), payments: inOrder(settings.payments) };
  return changed(said, { ...before, reminders });
}

function payments(values: Values): PaymentOffer {
  const is = (name: string) => values[`payments.${name}`] === "yes";
  const of = (name: string) => values[`payments.bank_transfer.${name}`] ?? "";
  return {
    capture: is("at_shipment") ? "at_shipment" : "at_once",
    cards: is("cards"),
    bank_transfer: {
      enabled: is("bank_transfer.enabled"),
      holder: of("holder"),
      iban: of("iban"),
      bic: of("bic"),
      days: whole(values, "payments.bank_transfer.days"),
    },
    cash_on_delivery: { enabled: is("cash_on_delivery") },
  };
}

/** In one order of names, so that it can be compared. */
function inOrder({ capture, cards, bank_transfer, cash_on_delivery }: PaymentOffer): PaymentOffer {
  const { enabled, holder, iban, bic, days } = bank_transfer;
  return {
    capture,
    cards,
    bank_transfer: { enabled, holder, iban, bic, days },
    cash_on_delivery: { enabled: cash_on_delivery.enabled },
  };
}

function seller(values: Values): Seller {
  const of = (name: string) => values[`seller.${name}`] ?? "";
  return sorted({
    address: {
      name: of("address.name"),
      company: orNothing(of("address.company")),
      line1: of("address.line1"),
      line2: orNothing(of("address.line2")),
      postal_code: of("address.postal_code"),
      city: of("address.city"),
      region: orNothing(of("address.region")),
      country: of("address.country").toUpperCase(),
      phone: orNothing(of("address.phone")),
    },
    email: of("email"),
    tax_id: of("tax_id"),
    website: of("website"),
    footer: of("footer")
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  });
}

/** In one order of names, so that it can be compared. */
function sorted({ address, email, tax_id, website, footer }: Seller): Seller {
  const { name, company, line1, line2, postal_code, city, region, country, phone } = address;
  return {
    address: { name, company, line1, line2, postal_code, city, region, country, phone },
    email,
    tax_id,
    website,
    footer,
  };
}
