import { Unplug, WifiOff } from "lucide-react";
import { Empty } from "../../components/states";
import { useReloadOnline } from "../../lib/useReloadOnline";
import { useConsoleText } from "../text";

/** A page that fell over, or a chunk of it that could not be fetched. */
export function CrashPage() {
  const text = useConsoleText();
  if (useReloadOnline()) {
    return (
      <Empty level="h1" icon={<WifiOff />} title={text.table.noConnection}>
        {text.table.noConnectionText}
      </Empty>
    );
  }
  return (
    <Empty
      level="h1"
      icon={<Unplug />}
      title={text.crash.title}
      action={
        <button type="button" className="btn-primary" onClick={() => location.reload()}>
          {text.crash.reload}
        </button>
      }
    >
      {text.crash.text}
    </Empty>
  );
}
