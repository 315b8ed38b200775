import { LayoutDashboard } from "lucide-react";
import type { Half } from "../halves";
import { useFleetNav } from "./nav";

const text = useFleetNav.now;

/** Jobs, queues, processes and everything else that keeps the shop's promises. */
export const fleet: Half = {
  path: "fleet",
  label: () => text().fleet,
  groups: [
    {
      pages: [
        {
          path: "",
          load: () => import("./overview/OverviewPage"),
          needs: "jobs_read",
          nav: { label: () => text().overview, icon: LayoutDashboard },
        },
      ],
    },
  ],
};
