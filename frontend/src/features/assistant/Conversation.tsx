import { useEffect, useRef } from "react";
import { Answer } from "./Answer";
import { useAssistantText } from "./assistant.text";
import type { Exchange } from "./talk";

/** So near to the end one follows what comes. Pixels. */
const NEAR = 64;

interface ConversationProps {
  talk: Exchange[];
  /** Something is asked by a button, which is gone then. */
  onAsk: () => void;
  /** Somebody follows a link out of it. */
  onLeave: () => void;
  onPerson: () => void;
}

/** What was asked and answered, the newest last. */
export function Conversation({ talk, ...on }: ConversationProps) {
  const text = useAssistantText();
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  const last = talk.at(-1);
  // Who asks wants to see the answer, wherever they were reading.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another last one is another question.
  useEffect(() => {
    follows.current = true;
  }, [last?.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each piece of it there is more to see.
  useEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [talk]);
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    follows.current = scrollHeight - scrollTop - clientHeight < NEAR;
  };
  return (
    <>
      <section
        ref={box}
        aria-label={text.title}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-5 -outline-offset-4"
      >
        <ol className="space-y-6">
          {talk.map((exchange) => (
            <li key={exchange.id} className="space-y-3">
              <p className="ml-auto w-fit max-w-[85%] rounded-3xl rounded-br-lg bg-accent-soft px-4 py-2.5 text-[0.9375rem] whitespace-pre-line [overflow-wrap:anywhere]">
                <span className="sr-only">{text.you}: </span>
                {exchange.question}
              </p>
              <Answer exchange={exchange} isLast={exchange === last} {...on} />
            </li>
          ))}
        </ol>
      </section>
      <p role="status" className="sr-only">
        {last && spoken(last, text)}
      </p>
    </>
  );
}

/** For who listens: an answer is read when it is whole, and not word by word. */
function spoken({ state, isLooking, answer, products }: Exchange, text: ReturnType<typeof useAssistantText>) {
  if (state === "answering") return isLooking ? text.looking : text.thinking;
  if (state !== "done") return text.troubles[state];
  return [answer, ...products.map((product) => product.name)].join("\n");
}
