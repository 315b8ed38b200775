import type { Inquiry } from "../../../api/generated";

/** Mail programs take no endless addresses. Characters of what was asked. */
const QUOTED = 1200;

/** Opens a mail to who asked, with what was asked below it. */
export function answerLink({ email, message }: Pick<Inquiry, "email" | "message">, subject: string): string {
  const said = [...message];
  const quoted = said.slice(0, QUOTED).join("") + (said.length > QUOTED ? " …" : "");
  const body = `\r\n\r\n${quoted.replaceAll(/^/gm, "> ").replaceAll(/\r?\n/g, "\r\n")}`;
  return `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
