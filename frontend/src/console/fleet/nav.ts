import { de } from "../../i18n/console/fleet.de";
import { en } from "../../i18n/console/fleet.en";
import { textsOf } from "../i18n";

/** What the navigation calls the pages of this half. */
export const useFleetNav = textsOf(en, de);
