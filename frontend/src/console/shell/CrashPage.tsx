import { Unplug } from "lucide-react";
import { Empty } from "../../components/states";
import { useConsoleText } from "../text";

/** A page that fell over, or a chunk of it that could not be fetched. */
export function CrashPage() {
  const text = useConsoleText().crash;
  return (
    <Empty
      level="h1"
      icon={<Unplug />}
      title={text.title}
      action={
        <button type="button" className="btn-primary" onClick={() => location.reload()}>
          {text.reload}
        </button>
      }
    >
      {text.text}
    </Empty>
  );
}
