import { de } from "../../../i18n/console/drafts.de";
import { en } from "../../../i18n/console/drafts.en";
import { textsOf } from "../../i18n";

/** The texts of drafts. */
export const useDraftsText = textsOf(en, de);
