import type { CategoryBranch, Reason } from "../../api/generated";
import type { Messages } from "../../i18n";
import { pathTo } from "../catalog/categories";

/** What the page knows of the things that reasons speak of. */
export interface Known {
  /** The slug of the product whose page this is. */
  here?: string;
  /** Names of products, by slug. */
  names: ReadonlyMap<string, string>;
  /** Names of attributes, by code. */
  attributes?: ReadonlyMap<string, string>;
  categories: CategoryBranch[];
}

/** Why something is recommended, in words. A reason that speaks of what the page does not know says less. */
export function reasonText(reason: Reason, known: Known, text: Messages["shelf"]): string {
  const { here, names, attributes, categories } = known;
  const nameOf = (slug: string | undefined) => (slug === undefined ? undefined : names.get(slug));
  switch (reason.code) {
    case "bought_together": {
      if (reason.with === here) {
        return reason.percent === undefined ? text.boughtWithIt : text.boughtByPercent(reason.percent);
      }
      const name = nameOf(reason.with);
      return name ? text.boughtWith(name) : text.boughtWithYours;
    }
    case "similar": {
      const alike = reason.attributes?.map((code) => attributes?.get(code)).find((name) => name);
      if (reason.to === here && alike) return text.alikeIn(alike);
      const name = reason.to === here ? undefined : nameOf(reason.to);
      if (name) return text.like(name);
      if (reason.same_brand) return text.sameBrand;
      return reason.same_category ? text.sameKind : text.alike;
    }
    case "popular_in_category": {
      const category = pathTo(categories, reason.category).at(-1);
      return category ? text.popularIn(category.name) : text.popular;
    }
    case "popular":
      return text.popular;
    case "new":
      return text.isNew;
    case "viewed":
      return text.viewed;
  }
}
