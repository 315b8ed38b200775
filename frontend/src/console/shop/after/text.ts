import { de } from "../../../i18n/console/after.de";
import { en } from "../../../i18n/console/after.en";
import { textsOf } from "../../i18n";

/** The texts of returns and reviews. */
export const useAfterText = textsOf(en, de);
