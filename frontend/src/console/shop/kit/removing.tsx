/** Deleting: nothing is deleted before somebody was asked. */
import { Trash2 } from "lucide-react";
import { useNavigate } from "react-router";
import { confirm } from "../../components/confirm";
import { useSend } from "./data";
import { useWords } from "./text";

interface Removal {
  /** What is deleted, as the question names it. */
  name: string;
  /** What comes of it; otherwise that it cannot be undone. */
  text?: string;
  run: () => Promise<{ data: unknown }>;
}

/** Asks, and deletes after a yes; `true` when it is gone. What the server refuses is read in the question. */
export function useRemove() {
  const words = useWords();
  const send = useSend();
  return ({ name, text, run }: Removal) =>
    confirm({
      title: words.sureDelete(name),
      text: text ?? words.noUndo,
      action: words.delete,
      tone: "danger",
      run: () => send(null, run, words.deleted),
    });
}

/** For the page of the thing itself, which one leaves when it is gone. */
export function RemoveButton({ label, to, ...removal }: Removal & { label?: string; to: string }) {
  const words = useWords();
  const navigate = useNavigate();
  const ask = useRemove();
  const remove = async () => {
    if (await ask(removal)) await navigate(to);
  };
  return (
    <button type="button" className="btn-danger" onClick={() => void remove()}>
      <Trash2 aria-hidden className="size-4" />
      {label ?? words.delete}
    </button>
  );
}
