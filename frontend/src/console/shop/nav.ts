import { de } from "../../i18n/console/shop.de";
import { en } from "../../i18n/console/shop.en";
import { textsOf } from "../i18n";

/** What the navigation calls the pages of this half. */
export const useShopNav = textsOf(en, de);
