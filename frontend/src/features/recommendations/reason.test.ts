import { describe, expect, it } from "vitest";
import { buying } from "../../i18n/buying.en";
import { reasonText } from "./reason";

const known = {
  here: "dune-mug",
  names: new Map([
    ["dune-mug", "Dune Mug"],
    ["tall-vase", "Tall Vase"],
  ]),
  attributes: new Map([["material", "Material"]]),
  categories: [{ id: "k", slug: "kitchen", name: "Kitchen", position: 0, children: [] }],
};
const say = (reason: Parameters<typeof reasonText>[0]) => reasonText(reason, known, buying.shelf);

describe("a reason", () => {
  it("does not name the product whose page it is on", () => {
    expect(say({ code: "bought_together", with: "dune-mug" })).toBe("Often bought with it");
    expect(say({ code: "bought_together", with: "dune-mug", percent: 38 })).toBe(
      "In 38 of 100 orders with it",
    );
    expect(say({ code: "similar", to: "dune-mug", attributes: ["glaze", "material"] })).toBe("Same material");
  });

  it("names others, as far as the page knows them", () => {
    expect(say({ code: "bought_together", with: "tall-vase", percent: 38 })).toBe(
      "Often bought with Tall Vase",
    );
    expect(say({ code: "bought_together", with: "gone" })).toBe("Often bought with what you have");
    expect(say({ code: "similar", to: "tall-vase" })).toBe("Like Tall Vase");
    expect(say({ code: "similar", to: "gone", same_brand: true })).toBe("From the same maker");
    expect(say({ code: "similar", to: "gone", same_category: true })).toBe("Of the same kind");
    expect(say({ code: "similar", to: "gone" })).toBe("Much like it");
  });

  it("falls back on what is popular and new", () => {
    expect(say({ code: "popular_in_category", category: "kitchen" })).toBe("Popular in Kitchen");
    expect(say({ code: "popular_in_category", category: "gone" })).toBe("Popular these weeks");
    expect(say({ code: "popular" })).toBe("Popular these weeks");
    expect(say({ code: "new" })).toBe("New in the shop");
    expect(say({ code: "viewed" })).toBe("You looked at it");
  });
});
