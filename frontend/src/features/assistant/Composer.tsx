import { ArrowUp, Square } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type MouseEvent, type RefObject, useId, useState } from "react";
import { ask, stop } from "./answer";
import { useAssistantText } from "./assistant.text";
import { useLookedAt } from "./useLookedAt";

const MOST = 2000;
/** How many characters are left is said from here on. */
const FEW = 200;

interface ComposerProps {
  field: RefObject<HTMLTextAreaElement | null>;
  isAnswering: boolean;
}

/** Where one asks. Enter sends, Shift and Enter begin a new line; while it answers the button stops it. */
export function Composer({ field, isAnswering }: ComposerProps) {
  const text = useAssistantText();
  const product = useLookedAt();
  const [question, setQuestion] = useState("");
  const id = useId();
  const left = MOST - question.length;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isAnswering || question.trim() === "") return;
    void ask(question, product);
    setQuestion("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter also ends what is being put together of several keys.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  const onClick = (event: MouseEvent) => {
    if (!isAnswering) return;
    // The same button sends as soon as it is over: this press is none of that.
    event.preventDefault();
    // The second of two quick presses was meant for sending.
    if (event.detail < 2) stop();
  };
  return (
    <form
      onSubmit={submit}
      className="shrink-0 border-t border-line p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      <label htmlFor={id} className="sr-only">
        {text.question}
      </label>
      <div className="flex items-end gap-2">
        <textarea
          ref={field}
          id={id}
          rows={1}
          maxLength={MOST}
          placeholder={text.hint}
          aria-describedby={`${id}-note`}
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={onKeyDown}
          className="input field-sizing-content h-auto max-h-36 min-h-12 resize-none py-2.5 leading-relaxed"
        />
        <button
          type="submit"
          className="grid size-12 shrink-0 place-items-center rounded-full bg-accent text-accent-fg transition-colors hover:bg-accent-hover disabled:opacity-50"
          aria-label={isAnswering ? text.stop : text.send}
          disabled={!isAnswering && question.trim() === ""}
          onClick={onClick}
        >
          {isAnswering ? (
            <Square aria-hidden className="size-4" fill="currentColor" />
          ) : (
            <ArrowUp aria-hidden className="size-5" />
          )}
        </button>
      </div>
      <p id={`${id}-note`} className="mt-2 px-1 text-xs text-muted">
        {left <= FEW ? text.left(left) : text.note}
      </p>
    </form>
  );
}
