import { Sheet } from "../../../components/Sheet";
import { CopyId } from "../../components/CopyId";
import { useOutsideText } from "../outside";

/** A secret, this once. */
export function SecretDialog({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  const text = useOutsideText().webhooks;
  return (
    <Sheet kind="modal" open={secret !== null} onClose={onClose} title={text.secretTitle}>
      {secret && (
        <div className="space-y-4 py-5">
          <p className="text-muted">{text.secretText}</p>
          <p className="rounded-xl bg-sunken p-3">
            <CopyId id={secret} full />
          </p>
          <button type="button" className="btn-primary w-full" onClick={onClose}>
            {text.secretKept}
          </button>
        </div>
      )}
    </Sheet>
  );
}
