import { RotateCcw, UserRound, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Toaster } from "../../components/toast";
import { useMessages } from "../../i18n";
import { AskPerson } from "../inquiries/AskPerson";
import { beginAnew } from "./answer";
import { useAssistantText } from "./assistant.text";
import { Composer } from "./Composer";
import { Conversation } from "./Conversation";
import { setDoor, useDoor } from "./door";
import { Idle } from "./Idle";
import { transcriptOf, useTalk } from "./talk";

/** From this width on the page can be used beside the panel. */
const WIDE = "(min-width: 40rem)";

/**
 * The assistant beside the page: one goes on looking around, and buys, while it stands there. A wide page makes room
 * for it; on a less wide one it stands on the left, since what one buys with is on the right. Where there is no room for
 * both it covers the page, and the browser keeps the focus in it.
 */
export default function AssistantPanel() {
  const text = useAssistantText();
  const messages = useMessages();
  const isOpen = useDoor();
  const talk = useTalk();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [covers, setCovers] = useState(false);
  const [isWriting, setWriting] = useState(false);
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === isOpen) return;
    if (!isOpen) return element.close();
    const isWide = window.matchMedia?.(WIDE).matches ?? true;
    setCovers(!isWide);
    if (isWide) {
      element.show();
      field.current?.focus();
    } else {
      // The page loses its scrollbar, and must not move into its place.
      const bar = window.innerWidth - document.documentElement.clientWidth;
      document.documentElement.style.setProperty("--scrollbar", `${bar}px`);
      element.showModal();
    }
  }, [isOpen]);
  // What was pressed is gone then, and the focus with it.
  const toField = () => {
    if (!covers) field.current?.focus();
  };
  const wasWriting = useRef(false);
  useEffect(() => {
    if (wasWriting.current === isWriting) return;
    wasWriting.current = isWriting;
    if (isWriting) dialog.current?.querySelector<HTMLElement>("form input")?.focus();
    else field.current?.focus();
  }, [isWriting]);
  const startOver = () => {
    beginAnew();
    toField();
  };
  const close = () => setDoor(false);
  const onKeyDown = (event: KeyboardEvent) => {
    // The browser does so only where the panel covers the page.
    if (event.key === "Escape" && !covers) close();
  };
  // Where it covers the page, who follows a link wants to see the page.
  const onLeave = covers ? close : () => undefined;
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={close}
      onKeyDown={onKeyDown}
      className="assistant modal fixed inset-0 z-40 m-0 h-dvh max-h-none w-full max-w-none overflow-hidden bg-surface text-fg shadow-pop outline-none sm:top-auto sm:right-4 sm:bottom-4 sm:left-auto sm:h-[min(42rem,calc(100dvh-7rem))] sm:w-[25rem] sm:rounded-3xl sm:border sm:border-line lg:max-xl:right-auto lg:max-xl:left-4"
    >
      <div className="flex h-full flex-col">
        {/* Beside the page a header would be another one of the page. */}
        <div className="flex h-16 shrink-0 items-center border-b border-line pr-3 pl-5">
          <h2 id={heading} className="flex-1 text-lg font-semibold tracking-tight">
            {text.title}
          </h2>
          {talk.length > 0 && !isWriting && (
            <button type="button" className="icon-btn" aria-label={text.anew} onClick={startOver}>
              <RotateCcw aria-hidden className="size-4.5" />
            </button>
          )}
          <button
            type="button"
            className="icon-btn"
            aria-label={text.person}
            aria-pressed={isWriting}
            onClick={() => setWriting(!isWriting)}
          >
            <UserRound aria-hidden className="size-5" strokeWidth={1.8} />
          </button>
          <button type="button" className="icon-btn" aria-label={messages.nav.close} onClick={close}>
            <X aria-hidden className="size-5" />
          </button>
        </div>
        {isWriting ? (
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-5">
            <AskPerson
              question={talk.at(-1)?.question}
              transcript={transcriptOf(talk)}
              back={
                <button type="button" className="btn-quiet" onClick={() => setWriting(false)}>
                  {text.back}
                </button>
              }
            />
          </div>
        ) : (
          <>
            {talk.length === 0 ? (
              <Idle onAsk={toField} />
            ) : (
              <Conversation talk={talk} onAsk={toField} onLeave={onLeave} onPerson={() => setWriting(true)} />
            )}
            <Composer field={field} isAnswering={talk.at(-1)?.state === "answering"} />
          </>
        )}
      </div>
      {covers && isOpen && <Toaster />}
    </dialog>
  );
}
