import { DoorClosed } from "lucide-react";
import type { User } from "../../api/generated";
import { Empty } from "../../components/states";
import { leave } from "../../features/auth/session";
import { useConsoleText } from "../text";
import { useConsoleTitle } from "../useConsoleTitle";

/** A customer who found the console. */
export function NotStaff({ user }: { user: User }) {
  const text = useConsoleText();
  useConsoleTitle(text.notStaff.title);
  return (
    <main className="grid min-h-dvh place-items-center">
      <Empty
        level="h1"
        icon={<DoorClosed />}
        title={text.notStaff.title}
        action={
          <>
            <a href="/" className="btn-primary">
              {text.toShop}
            </a>
            <button type="button" className="btn-quiet" onClick={() => void leave()}>
              {text.logOut}
            </button>
          </>
        }
      >
        {text.notStaff.text(user.email)}
      </Empty>
    </main>
  );
}
