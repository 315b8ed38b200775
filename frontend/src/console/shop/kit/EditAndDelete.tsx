/** What can be done with most things in a list, by two small buttons that say with which of them. */
import { Pencil, Trash2 } from "lucide-react";
import { useWords } from "./text";

interface Props {
  /** Of the thing, for who cannot see beside what the buttons stand. */
  name: string;
  edit: () => void;
  /** Left out where it may not be deleted. */
  remove?: () => void;
}

export function EditAndDelete({ name, edit, remove }: Props) {
  const words = useWords();
  return (
    <>
      <button type="button" className="icon-btn" aria-label={`${words.edit}: ${name}`} onClick={edit}>
        <Pencil aria-hidden className="size-4" />
      </button>
      {remove && (
        <button type="button" className="icon-btn" aria-label={`${words.delete}: ${name}`} onClick={remove}>
          <Trash2 aria-hidden className="size-4" />
        </button>
      )}
    </>
  );
}
