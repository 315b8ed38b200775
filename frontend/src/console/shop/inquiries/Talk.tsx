import type { SpokenMessage } from "../../../api/generated";
import { cx } from "../../../lib/cx";
import { Panel } from "../../components/Panel";
import { useInquiriesText } from "./text";

/** What was said to the assistant before, as the shopper's page told it: nobody can vouch for it. */
export function Talk({ said }: { said: SpokenMessage[] }) {
  const text = useInquiriesText();
  return (
    <Panel title={text.talk} note={said.length > 0 && text.messages(said.length)}>
      {said.length === 0 ? (
        <p className="text-muted">{text.noTalk}</p>
      ) : (
        <ol className="space-y-4">
          {said.map((message, index) => {
            const isShopper = message.from === "shopper";
            return (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: it never changes.
                key={index}
                className={cx("max-w-prose border-l-2 pl-3.5", isShopper ? "border-accent" : "border-line")}
              >
                <p className="text-xs font-medium text-muted">{isShopper ? text.shopper : text.assistant}</p>
                <p className="mt-0.5 whitespace-pre-line [overflow-wrap:anywhere]">{message.text}</p>
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}
