import { textsOf } from "../../i18n/areas";

const en = { contains: "In this set" };

const de: typeof en = { contains: "In diesem Set" };

export const useBundleText = textsOf(en, de);
