import { expect, it } from "vitest";
import { paragraphs } from "./content";

it("shows everything that a draft says, whatever its kind", () => {
  expect(paragraphs({})).toEqual([]);
  expect(paragraphs({ content: { title: "A mug", description: "Of clay." } })).toEqual(["A mug", "Of clay."]);
  expect(paragraphs({ content: { text: "Hello." } })).toEqual(["Hello."]);
  const content = { name: "Becher", description: "Aus Ton.", seo_title: "", seo_description: "Becher." };
  expect(paragraphs({ content })).toEqual(["Becher", "Aus Ton.", "Becher."]);
  const attributes = [{ code: "colour", values: ["red", "blue"] }];
  expect(paragraphs({ content: { attributes } })).toEqual(["colour: red, blue"]);
});
