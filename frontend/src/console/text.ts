import { de } from "../i18n/console/shell.de";
import { en } from "../i18n/console/shell.en";
import { textsOf } from "./i18n";

/** The texts of the frame and of the parts that every page is made of. */
export const useConsoleText = textsOf(en, de);
