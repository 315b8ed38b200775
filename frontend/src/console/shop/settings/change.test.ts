import { expect, it } from "vitest";
import type { Settings } from "../../../api/generated";
import { toChange } from "./change";

const settings = {
  name: "Penden",
  currency: "EUR",
  sender: "shop@example.org",
  order_url: "",
  account_url: "",
  countries: ["DE"],
  hold_minutes: 30,
  cart_idle_hours: 24,
  return_days: 30,
  reviews_wait: true,
  prices_include_tax: true,
  staff_second_factor: false,
  reminders: { cart_hours: 1, review_days: 2, unpaid_minutes: 3 },
  seller: {
    // In another order than the form's.
    website: "",
    address: { country: "DE", city: "Berlin", line1: "Way 1", name: "Penden", postal_code: "10115" },
    email: "a@example.org",
    footer: ["one"],
    tax_id: "",
  },
  payments: {
    cash_on_delivery: { enabled: false },
    cards: true,
    capture: "at_once",
    bank_transfer: { days: 7, enabled: false, holder: "Penden", iban: "DE00", bic: "" },
  },
  version: 3,
} as Settings;

const typed = {
  name: "Penden",
  currency: "eur",
  sender: "shop@example.org",
  hold_minutes: "30",
  cart_idle_hours: "24",
  return_days: "30",
  reviews_wait: "yes",
  countries: "de",
  prices_include_tax: "yes",
  "reminders.unpaid_minutes": "3",
  "reminders.cart_hours": "1",
  "reminders.review_days": "2",
  "seller.address.name": "Penden",
  "seller.address.line1": "Way 1",
  "seller.address.postal_code": "10115",
  "seller.address.city": "Berlin",
  "seller.address.country": "DE",
  "seller.email": "a@example.org",
  "seller.footer": "one\n",
  "payments.cards": "yes",
  "payments.bank_transfer.holder": "Penden",
  "payments.bank_transfer.iban": "DE00",
  "payments.bank_transfer.days": "7",
};

it("sends what differs and nothing else", () => {
  expect(toChange(typed, settings)).toEqual({});
  const change = toChange(
    { ...typed, name: "", countries: "DE, at", "seller.address.city": "Bonn" },
    settings,
  );
  expect(change).toMatchObject({
    name: null,
    countries: ["DE", "AT"],
    seller: { address: { city: "Bonn" } },
  });
  expect(change).not.toHaveProperty("sender");
});

it("sends all of the ways to pay when one of them differs", () => {
  const change = toChange(
    { ...typed, "payments.at_shipment": "yes", "payments.bank_transfer.enabled": "yes" },
    settings,
  );
  expect(change).toEqual({
    payments: {
      capture: "at_shipment",
      cards: true,
      bank_transfer: { enabled: true, holder: "Penden", iban: "DE00", bic: "", days: 7 },
      cash_on_delivery: { enabled: false },
    },
  });
});
