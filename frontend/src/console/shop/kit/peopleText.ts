import { de } from "../../../i18n/console/people.de";
import { en } from "../../../i18n/console/people.en";
import { textsOf } from "../../i18n";

/** The texts of customers, staff, roles, keys and the audit log. */
export const usePeopleText = textsOf(en, de);
