import { Unplug } from "lucide-react";
import { Empty } from "../components/states";
import { useMessages } from "../i18n";

/** A page that fell over, or a chunk of it that could not be fetched. */
export function CrashPage() {
  const text = useMessages().problems;
  return (
    <div className="grid min-h-[70dvh] place-items-center">
      <Empty
        level="h1"
        icon={<Unplug />}
        title={text.crashed}
        action={
          <button type="button" className="btn-primary" onClick={() => location.reload()}>
            {text.reload}
          </button>
        }
      >
        {text.crashedText}
      </Empty>
    </div>
  );
}
