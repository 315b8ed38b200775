import { expect, it } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { more } from "./more.en";

/** Every text with its path. */
function texts(table: object, path = ""): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]) =>
    typeof value === "object"
      ? texts(value, `${path}.${name}`)
      : [[`${path}.${name}`, value] as [string, unknown]],
  );
}

it("every language says everything, and nothing is left in English", () => {
  const english = new Map(texts({ ...en, ...more }));
  const german = texts(de);
  expect(german.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
  const same = german.filter(
    ([path, text]) => typeof text === "string" && text.length > 6 && english.get(path) === text,
  );
  expect(same).toEqual([]);
  expect(german.filter(([, text]) => text === "")).toEqual([]);
});
