import { expect, it } from "vitest";
import { de } from "../i18n/console/names.de";
import { en } from "../i18n/console/names.en";
import { namesIn } from "./names";

const english = namesIn(en);
const german = namesIn(de);

it("deeds and permissions have words in both languages", () => {
  expect(english.deed("order.cancel")).toBe("Order: cancelled");
  expect(german.deed("order.cancel")).toBe("Bestellung: storniert");
  expect(german.deed("job.cancel")).toBe("Auftrag: abgebrochen");
  expect(english.permission("orders_read")).toBe("See orders and customers");
  expect(german.thing("shipping_method")).toBe("Versandart");
});

it("what a later version of the API knows stays readable", () => {
  expect(english.deed("gift_card.top_up")).toBe("Gift card top up");
  expect(german.deed("gift_card.create")).toBe("Gift card: angelegt");
  expect(english.deed("odd")).toBe("Odd");
  expect(english.permission("gift_cards_write")).toBe("Gift cards write");
});

it("roles of the program are called in one's language, own and renamed ones as the shop calls them", () => {
  expect(german.role({ slug: "finance" }).name).toBe("Buchhaltung");
  expect(german.role({ slug: "finance", name: "Finance" }).name).toBe("Buchhaltung");
  expect(german.role({ slug: "finance", name: "Counting house" }).name).toBe("Counting house");
  expect(german.role({ slug: "night_shift", name: "Night shift", description: "After ten." })).toEqual({
    name: "Night shift",
    description: "After ten.",
  });
  expect(german.role({ slug: "night_shift" }).name).toBe("Night shift");
});
