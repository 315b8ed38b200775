import type { InquiryStatus } from "../../../api/generated";
import { de } from "../../../i18n/console/inquiries.de";
import { en } from "../../../i18n/console/inquiries.en";
import type { Tone } from "../../components/StatusPill";
import { textsOf } from "../../i18n";

/** The texts of what shoppers ask. */
export const useInquiriesText = textsOf(en, de);

export const INQUIRY_TONES: Record<InquiryStatus, Tone> = { open: "wait", closed: "quiet" };
