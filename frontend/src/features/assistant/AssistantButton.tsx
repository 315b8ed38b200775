import { MessageCircle } from "lucide-react";
import { Suspense, useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { lazyPage } from "../../app/lazyPage";
import { useSession } from "../auth/session";
import { goOnAs } from "./answer";
import { useAssistantText } from "./assistant.text";
import { setDoor, useDoor } from "./door";

const AssistantPanel = lazyPage(() => import("./AssistantPanel"));

/** Opens the assistant's panel, whose code is fetched then. Shown where a model is set up only. */
export default function AssistantButton() {
  const text = useAssistantText();
  const session = useSession();
  const isOpen = useDoor();
  const wasOpened = useRef(false);
  wasOpened.current ||= isOpen;
  const who = session.status === "customer" ? session.user.id : null;
  const isKnown = session.status !== "unknown";
  useEffect(() => {
    if (isKnown) goOnAs(who);
  }, [isKnown, who]);
  return (
    <>
      <button
        type="button"
        className="icon-btn"
        aria-label={text.open}
        aria-expanded={isOpen}
        onClick={() => setDoor(!isOpen)}
      >
        <MessageCircle aria-hidden className="size-5.5" strokeWidth={1.6} />
      </button>
      {wasOpened.current &&
        // Not within the header, in which nothing can be fixed to the window.
        createPortal(
          <Suspense>
            <AssistantPanel />
          </Suspense>,
          document.body,
        )}
    </>
  );
}
