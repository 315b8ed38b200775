import { useMessages } from "../i18n";
import { cx } from "../lib/cx";
import { createStore, useStore } from "../lib/store";

interface Toast {
  id: number;
  text: string;
  tone?: "good" | "bad";
  action?: { label: string; run: () => void };
}

const shown = createStore<Toast[]>([]);
let count = 0;

const dismiss = (id: number) => shown.set(shown.get().filter((toast) => toast.id !== id));

/** Says something at the lower edge for some seconds, longer if something can be done about it. */
export function toast(text: string, options: Omit<Toast, "id" | "text"> = {}) {
  count += 1;
  const id = count;
  shown.set([...shown.get().slice(-2), { id, text, ...options }]);
  setTimeout(() => dismiss(id), options.action ? 8000 : 5000);
}

export function Toaster() {
  const toasts = useStore(shown);
  const text = useMessages();
  return (
    <section
      // A popover stands above an open dialog, too.
      aria-label={text.nav.notifications}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-50 flex flex-col items-center gap-2 p-4 pb-[max(1rem,env(safe-area-inset-bottom))]"
    >
      {toasts.map((one) => (
        <div
          key={one.id}
          className={cx(
            "pointer-events-auto flex min-h-12 max-w-md animate-[rise_.35s_var(--ease-out-soft)] items-center gap-3 rounded-3xl py-2 pr-3 pl-5 text-sm shadow-pop",
            one.tone === "bad" ? "bg-danger text-bg" : "bg-fg text-bg",
          )}
        >
          <span className="py-1">{one.text}</span>
          {one.action && (
            <button
              type="button"
              className="h-9 shrink-0 rounded-full px-3 font-semibold underline underline-offset-4"
              onClick={() => {
                one.action?.run();
                dismiss(one.id);
              }}
            >
              {one.action.label}
            </button>
          )}
        </div>
      ))}
    </section>
  );
}
