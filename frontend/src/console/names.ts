import { de } from "../i18n/console/names.de";
import { en } from "../i18n/console/names.en";
import { textsOf } from "./i18n";

const useTexts = textsOf(en, de);

/** What nobody has words for: its code, made readable. */
export function readable(code: string): string {
  const words = code.replaceAll(/[_.]/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A role; where only its slug is known, it has no name of its own here. */
interface Role {
  slug: string;
  name?: string;
  description?: string;
}

/** The texts of a language, as functions of the API's codes. Later versions of the API may know more of them. */
export function namesIn(text: typeof en) {
  const thing = (code: string) => text.things[code] ?? readable(code);
  const deed = (action: string) => {
    const [what = "", verb = ""] = action.split(".", 2);
    const done = text.deeds[action] ?? text.deeds[verb];
    return done ? `${thing(what)}: ${done}` : readable(action);
  };
  const permission = (code: string) => text.permissions[code] ?? readable(code);
  const provider = (code: string) => text.providers[code] ?? readable(code);
  /** Roles that the shop named itself, or renamed, are called so in every language. */
  const role = ({ slug, name, description }: Role) => {
    const shipped = en.roles[slug];
    const own = text.roles[slug];
    return {
      name: name === undefined || name === shipped?.name ? (own?.name ?? name ?? readable(slug)) : name,
      description: description === shipped?.description ? own?.description : description,
    };
  };
  return { thing, deed, permission, provider, role };
}

/** What the API says in codes, in words. */
export const useNames = () => namesIn(useTexts());
