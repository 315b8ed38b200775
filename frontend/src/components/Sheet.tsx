import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useMessages } from "../i18n";
import { cx } from "../lib/cx";
import { Toaster } from "./toast";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Beside the title, such as how many there are. */
  note?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  kind?: "sheet" | "modal";
}

/**
 * The browser's own dialog: it keeps the focus inside, closes on Escape, gives the focus back, and makes the rest inert.
 * A sheet comes from the right, full width on a phone; a modal stands in the middle.
 */
export function Sheet({ open, onClose, title, note, children, footer, kind = "sheet" }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useMessages();
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === open) return;
    if (!open) return element.close();
    // The page loses its scrollbar, and must not move into its place.
    const bar = window.innerWidth - document.documentElement.clientWidth;
    document.documentElement.style.setProperty("--scrollbar", `${bar}px`);
    element.showModal();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the browser itself closes it on Escape.
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      // A click on the backdrop is a click on the dialog itself, beside its content.
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={cx(
        "overflow-hidden bg-surface text-fg shadow-pop outline-none",
        kind === "sheet"
          ? "sheet m-0 ml-auto h-dvh max-h-none w-full max-w-none sm:my-3 sm:mr-3 sm:h-[calc(100dvh-1.5rem)] sm:max-w-[28rem] sm:rounded-3xl"
          : "modal m-auto max-h-[85dvh] w-[calc(100%-2rem)] max-w-lg rounded-3xl",
      )}
    >
      <div className={cx("flex flex-col", kind === "sheet" ? "h-full" : "max-h-[85dvh]")}>
        <header className="flex h-16 shrink-0 items-center justify-between border-b border-line pr-3 pl-5">
          <h2 id={heading} className="text-lg font-semibold tracking-tight">
            {title}
            {note && <span className="ml-2 text-sm font-normal text-muted tabular-nums">{note}</span>}
          </h2>
          <button type="button" className="icon-btn" aria-label={text.nav.close} onClick={onClose}>
            <X aria-hidden className="size-5" />
          </button>
        </header>
        {/* Content that nobody sees need not be there, and finds no place in the order of tabs. */}
        <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5">{children}</div>
        {footer && (
          <footer className="shrink-0 border-t border-line p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
            {footer}
          </footer>
        )}
      </div>
      {open && <Toaster />}
    </dialog>
  );
}
