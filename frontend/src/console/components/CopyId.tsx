import { Copy } from "lucide-react";
import { Link } from "react-router";
import { toast } from "../../components/toast";
import { copyText } from "../../lib/copy";
import { useConsoleText } from "../text";

/** An id is told by its end: the beginning of ours is the time. */
const short = (id: string) => (id.length > 12 ? `…${id.slice(-8)}` : id);

interface CopyIdProps {
  id: string;
  /** Where it leads, if anywhere. */
  to?: string;
  /** All of it, where there is room. */
  full?: boolean;
}

/** An id that can be copied; the clipboard gets all of it. */
export function CopyId({ id, to, full }: CopyIdProps) {
  const text = useConsoleText();
  const shown = full ? id : short(id);
  const copy = async () => {
    toast((await copyText(id)) ? text.copied : text.notCopied);
  };
  return (
    <span className="group/id inline-flex max-w-full items-center gap-0.5 align-middle">
      {to ? (
        <Link to={to} title={id} className="font-mono text-[0.8125rem] break-all text-link">
          {shown}
        </Link>
      ) : (
        <code title={id} className="text-[0.8125rem] break-all">
          {shown}
        </code>
      )}
      <button
        type="button"
        aria-label={text.copy(shown)}
        onClick={() => void copy()}
        className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-sunken hover:text-fg"
      >
        <Copy aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
