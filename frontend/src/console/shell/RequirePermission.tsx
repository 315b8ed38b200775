import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Empty } from "../../components/states";
import { useMay } from "../access";
import type { ConsolePage } from "../halves";
import { useNames } from "../names";
import { useConsoleText } from "../text";
import { useConsoleTitle } from "../useConsoleTitle";

/** A page for those who may see it; others learn what they lack. */
export function RequirePermission({ needs, children }: { needs: ConsolePage["needs"]; children: ReactNode }) {
  return useMay(needs) ? children : <Forbidden permissions={[needs ?? []].flat()} />;
}

export function Forbidden({ permissions }: { permissions: string[] }) {
  const text = useConsoleText().forbidden;
  const names = useNames();
  useConsoleTitle(text.title);
  return (
    <Empty level="h1" icon={<Lock />} title={text.title}>
      <span title={permissions.join(" / ")}>{text.text(permissions.map(names.permission).join(" / "))}</span>
    </Empty>
  );
}
