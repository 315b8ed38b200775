import { de } from "../../../i18n/console/kit.de";
import { en } from "../../../i18n/console/kit.en";
import { textsOf } from "../../i18n";

/** The words that many pages share. */
export const useWords = textsOf(en, de);
