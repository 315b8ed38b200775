import { useRef } from "react";
import { Form, FormNotice, Submit } from "../../components/form";
import { Sheet } from "../../components/Sheet";
import { createStore, useStore } from "../../lib/store";
import { useConsoleText } from "../text";

interface Question {
  title: string;
  text?: React.ReactNode;
  /** What the button says: the deed, not "OK". */
  action: string;
  tone?: "danger";
  /** Done while the dialog is open, so that what the server refuses is read there. */
  run?: () => Promise<unknown>;
}

interface Asked extends Question {
  answer: (isYes: boolean) => void;
}

const asked = createStore<Asked | null>(null);

/** Asks before something that cannot be taken back. `true` once it was confirmed and, with `run`, is done. */
export const confirm = (question: Question): Promise<boolean> =>
  new Promise((resolve) => asked.set({ ...question, answer: resolve }));

/** Where the questions appear; the shell has the only one. */
export function ConfirmHost() {
  const text = useConsoleText();
  const question = useStore(asked);
  // The words stay while the dialog fades away.
  const last = useRef(question);
  if (question) last.current = question;
  const shown = last.current;
  const close = (isYes: boolean) => {
    asked.get()?.answer(isYes);
    asked.set(null);
  };
  if (!shown) return null;
  return (
    <Sheet open={question !== null} onClose={() => close(false)} title={shown.title} kind="modal">
      {question && (
        <Form
          className="space-y-4 py-5"
          onSubmit={async () => {
            await shown.run?.();
            close(true);
          }}
        >
          {shown.text && <div className="text-muted">{shown.text}</div>}
          <FormNotice />
          <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <button type="button" className="btn-quiet" onClick={() => close(false)}>
              {text.cancel}
            </button>
            <Submit className={shown.tone === "danger" ? "bg-danger text-bg hover:bg-danger/90" : undefined}>
              {shown.action}
            </Submit>
          </div>
        </Form>
      )}
    </Sheet>
  );
}
