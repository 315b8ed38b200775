import type { StatusFilter } from "../../../api/generated";
import { de } from "../../../i18n/console/products.de";
import { en } from "../../../i18n/console/products.en";
import type { Tone } from "../../components/StatusPill";
import { textsOf } from "../../i18n";

export const useProductText = textsOf(en, de);

export const STATUS_TONES: Record<Exclude<StatusFilter, "all">, Tone> = {
  draft: "quiet",
  active: "good",
  scheduled: "busy",
  archived: "quiet",
  deleted: "bad",
};
