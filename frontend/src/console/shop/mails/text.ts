import { de } from "../../../i18n/console/mails.de";
import { en } from "../../../i18n/console/mails.en";
import { textsOf } from "../../i18n";

/** The texts about what mails say. */
export const useMailText = textsOf(en, de);
