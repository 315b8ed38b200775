import { de } from "../../i18n/console/machinery.de";
import { en } from "../../i18n/console/machinery.en";
import { textsOf } from "../i18n";

export const useMachineryText = textsOf(en, de);
