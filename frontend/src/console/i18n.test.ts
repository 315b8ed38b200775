import { expect, it } from "vitest";

type Table = Record<string, unknown>;
const english = import.meta.glob<{ en: Table }>("../i18n/console/*.en.ts", { eager: true });
const german = import.meta.glob<{ de: Table }>("../i18n/console/*.de.ts", { eager: true });

/** Every text with its path. */
const texts = (table: object, path = ""): [string, unknown][] =>
  Object.entries(table).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? texts(value, `${path}.${name}`)
      : [[`${path}.${name}`, value] as [string, unknown]],
  );

const areas = Object.keys(english).map((file) => file.replace(/^.*\/|\.en\.ts$/g, ""));

it.each(areas)("the console says everything of %s in both languages", (area) => {
  const en = english[`../i18n/console/${area}.en.ts`]?.en ?? {};
  const de = german[`../i18n/console/${area}.de.ts`]?.de ?? {};
  expect(
    texts(de)
      .map(([path]) => path)
      .sort(),
  ).toEqual(
    texts(en)
      .map(([path]) => path)
      .sort(),
  );
  expect(texts(de).filter(([, text]) => text === "")).toEqual([]);
});
