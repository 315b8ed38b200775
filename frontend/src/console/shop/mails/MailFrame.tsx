import { useEffect, useRef, useState } from "react";

interface MailFrameProps {
  html: string;
  title: string;
  /** Pixels. */
  width: number;
}

/**
 * Draws a mail in a page of its own, which has no origin and allows inline styles, which the console does not. That page
 * says when it is there, and is handed the mail.
 */
export function MailFrame({ html, title, width }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const listen = (event: MessageEvent) => {
      if (event.source === frame.current?.contentWindow && event.data === "ready") setReady(true);
    };
    window.addEventListener("message", listen);
    return () => window.removeEventListener("message", listen);
  }, []);
  useEffect(() => {
    // Without an origin, it is in no other way addressed; what it gets is made-up data.
    if (isReady) frame.current?.contentWindow?.postMessage(html, "*");
  }, [isReady, html]);
  return (
    <div className="overflow-x-auto">
      <iframe
        ref={frame}
        src="/mail-frame"
        title={title}
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        width={width}
        className="mx-auto block h-[44rem] max-w-full rounded-xl border border-line bg-white"
      />
    </div>
  );
}
