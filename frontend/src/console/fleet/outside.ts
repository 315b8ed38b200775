import { de } from "../../i18n/console/outside.de";
import { en } from "../../i18n/console/outside.en";
import { textsOf } from "../i18n";

export const useOutsideText = textsOf(en, de);
