import { Unplug } from "lucide-react";
import { Empty } from "../components/states";
import { useMessages } from "../i18n";
import { useReloadOnline } from "../lib/useReloadOnline";

/** A page that fell over, or a chunk of it that could not be fetched. */
export function CrashPage() {
  const text = useMessages().problems;
  const isOffline = useReloadOnline();
  return (
    <div className="grid min-h-[70dvh] place-items-center">
      <Empty
        level="h1"
        icon={<Unplug />}
        title={isOffline ? text.offline : text.crashed}
        action={
          <button type="button" className="btn-primary" onClick={() => location.reload()}>
            {text.reload}
          </button>
        }
      >
        {isOffline ? text.offlineDetail : text.crashedText}
      </Empty>
    </div>
  );
}
