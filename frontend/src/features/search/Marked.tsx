import type { TextPart } from "../../api/generated";

/** A text with what was searched for in it. */
export function Marked({ parts }: { parts: TextPart[] }) {
  return parts.map(({ text, is_match }, index) =>
    is_match ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, which come and go together.
      <mark key={index} className="rounded bg-accent-soft px-0.5 -mx-0.5 text-accent">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}

const hasMatch = (parts: TextPart[]) => parts.some((part) => part.is_match);

/** The part of the description that says why it was found, if the name does not. */
export const passageOf = (hit: { name: TextPart[]; description: TextPart[] } | undefined) =>
  hit && !hasMatch(hit.name) && hasMatch(hit.description) ? <Marked parts={hit.description} /> : undefined;
