import type { Draft } from "../../../api/generated";

/** What a draft says, paragraph by paragraph, whatever its kind. */
export function paragraphs({ content }: Pick<Draft, "content">): string[] {
  if (!content) return [];
  const attributes = (content.attributes ?? []).map(({ code, values }) => `${code}: ${values.join(", ")}`);
  return [content.title, content.description, content.text, ...attributes].filter(
    (text) => text !== undefined,
  );
}
