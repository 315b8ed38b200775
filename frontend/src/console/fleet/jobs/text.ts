import { de } from "../../../i18n/console/jobs.de";
import { en } from "../../../i18n/console/jobs.en";
import { textsOf } from "../../i18n";

export const useJobsText = textsOf(en, de);
