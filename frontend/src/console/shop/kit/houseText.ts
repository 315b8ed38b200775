import { de } from "../../../i18n/console/house.de";
import { en } from "../../../i18n/console/house.en";
import { textsOf } from "../../i18n";

/** The texts of the dashboard, reports, settings, imports and exports. */
export const useHouseText = textsOf(en, de);
