import { de } from "../../../i18n/console/catalog.de";
import { en } from "../../../i18n/console/catalog.en";
import { textsOf } from "../../i18n";

export const useCatalogText = textsOf(en, de);
