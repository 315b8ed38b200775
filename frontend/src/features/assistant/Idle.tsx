import { useSession } from "../auth/session";
import { ask } from "./answer";
import { useAssistantText } from "./assistant.text";
import { useLookedAt } from "./useLookedAt";

/** Before anything is asked: what may be asked. */
export function Idle({ onAsk }: { onAsk: () => void }) {
  const text = useAssistantText();
  const product = useLookedAt();
  const isCustomer = useSession().status === "customer";
  const ideas = [
    ...(product ? [text.ideaOfProduct] : []),
    ...(isCustomer ? [text.ideaOfCustomer] : []),
    ...text.ideas,
  ].slice(0, 4);
  const choose = (idea: string) => {
    void ask(idea, product);
    onAsk();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-5 py-5">
      <p className="mt-auto font-display text-3xl">{text.hello}</p>
      <p className="mt-2 text-sm leading-relaxed text-muted">{text.lead}</p>
      <ul className="mt-5 space-y-2">
        {ideas.map((idea) => (
          <li key={idea}>
            <button
              type="button"
              className="min-h-11 w-full rounded-2xl border border-line px-4 py-2.5 text-left text-sm hover:border-line-strong hover:bg-sunken"
              onClick={() => choose(idea)}
            >
              {idea}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
