import { de } from "../../../i18n/console/queues.de";
import { en } from "../../../i18n/console/queues.en";
import { textsOf } from "../../i18n";

export const useQueuesText = textsOf(en, de);
