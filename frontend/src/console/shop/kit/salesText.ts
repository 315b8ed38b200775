import { de } from "../../../i18n/console/sales.de";
import { en } from "../../../i18n/console/sales.en";
import { textsOf } from "../../i18n";

/** The texts of stock, promotions and delivery. */
export const useSalesText = textsOf(en, de);
