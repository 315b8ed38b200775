import { expect, it } from "vitest";
import * as afterDe from "./after.de";
import * as afterEn from "./after.en";
import * as catalogDe from "./catalog.de";
import * as catalogEn from "./catalog.en";
import * as draftsDe from "./drafts.de";
import * as draftsEn from "./drafts.en";
import * as houseDe from "./house.de";
import * as houseEn from "./house.en";
import * as inquiriesDe from "./inquiries.de";
import * as inquiriesEn from "./inquiries.en";
import * as kitDe from "./kit.de";
import * as kitEn from "./kit.en";
import * as namesDe from "./names.de";
import * as namesEn from "./names.en";
import * as ordersDe from "./orders.de";
import * as ordersEn from "./orders.en";
import * as peopleDe from "./people.de";
import * as peopleEn from "./people.en";
import * as productsDe from "./products.de";
import * as productsEn from "./products.en";
import * as salesDe from "./sales.de";
import * as salesEn from "./sales.en";
import * as shopDe from "./shop.de";
import * as shopEn from "./shop.en";

const AREAS = {
  after: [afterEn.en, afterDe.de],
  catalog: [catalogEn.en, catalogDe.de],
  drafts: [draftsEn.en, draftsDe.de],
  house: [houseEn.en, houseDe.de],
  inquiries: [inquiriesEn.en, inquiriesDe.de],
  kit: [kitEn.en, kitDe.de],
  names: [namesEn.en, namesDe.de],
  orders: [ordersEn.en, ordersDe.de],
  people: [peopleEn.en, peopleDe.de],
  products: [productsEn.en, productsDe.de],
  sales: [salesEn.en, salesDe.de],
  shop: [shopEn.en, shopDe.de],
} satisfies Record<string, [object, object]>;

/** Words that both languages have. */
const SHARED = new Set(["Position", "Webhook"]);

function texts(table: object, path = ""): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]) =>
    typeof value === "object"
      ? texts(value, `${path}.${name}`)
      : [[`${path}.${name}`, value] as [string, unknown]],
  );
}

it.each(Object.entries(AREAS))("the texts of %s are complete in both languages", (_, [en, de]) => {
  const english = new Map(texts(en));
  const german = texts(de);
  expect(german.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
  const same = german.filter(
    ([path, text]) =>
      typeof text === "string" && text.length > 6 && english.get(path) === text && !SHARED.has(text),
  );
  expect(same).toEqual([]);
  expect(german.filter(([, text]) => text === "")).toEqual([]);
});
