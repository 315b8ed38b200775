import type { TimelineEntry } from "../../../api/generated";
import { useNames } from "../../names";
import { useAfterText } from "../after/text";
import { useHouseText } from "../kit/houseText";
import { useMailText } from "../mails/text";
import { useOrderText } from "./text";

/** From a state to another, and why. */
const CHANGE = /^([a-z_]+) → ([a-z_]+): (.*)$/s;

/** What an entry says in words. Jobs keep the names that the fleet calls them by, and later codes stay as they are. */
export function useEntryWords() {
  const text = useOrderText();
  const names = useNames();
  const mails: Record<string, string> = useMailText().kinds;
  const states: Record<string, Record<string, string>> = {
    order: text.states,
    payment: text.payments,
    refund: text.refundStates,
    fulfilment: text.fulfilments,
    shipment: text.shipmentStates,
    dispute: useHouseText().disputeStates,
    return: useAfterText().states,
  };
  return ({ type, kind, state, summary }: TimelineEntry) => {
    const inWords = (code: string) =>
      (type === "change" && states[kind]?.[code]) || text.became[code] || code;
    const [, from = "", to = "", cause = ""] = (type === "change" && CHANGE.exec(summary ?? "")) || [];
    return {
      kind:
        type === "mail"
          ? (mails[kind] ?? kind)
          : type === "webhook"
            ? names.provider(kind)
            : (text.happened[type]?.[kind] ?? kind),
      state: inWords(state),
      summary: from ? `${inWords(from)} → ${inWords(to)}: ${text.causes[cause] ?? cause}` : summary,
    };
  };
}
