import type { Draft } from "../../../api/generated";

/** What a draft says, paragraph by paragraph, whatever its kind. */
export function paragraphs({ content }: Pick<Draft, "content">): string[] {
  if (!content) return [];
  const attributes = (content.attributes ?? []).map(({ code, values }) => `${code}: ${values.join(", ")}`);
  const { name, title, description, text, seo_title, seo_description } = content;
  const texts = [name, title, description, text, seo_title, seo_description, ...attributes];
  // A translation has empty texts where there was nothing to translate.
  return texts.filter((one): one is string => Boolean(one));
}
