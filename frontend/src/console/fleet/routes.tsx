import {
  Activity,
  Boxes,
  CalendarClock,
  Cpu,
  Database,
  HeartPulse,
  Layers,
  LayoutDashboard,
  Mail,
  PlugZap,
  Send,
  Webhook,
} from "lucide-react";
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
    {
      label: () => text().groupJobs,
      pages: [
        {
          path: "queues",
          load: () => import("./queues/QueuesPage"),
          needs: "jobs_read",
          nav: { label: () => text().queues, icon: Layers },
        },
        {
          path: "jobs",
          load: () => import("./jobs/JobsPage"),
          needs: "jobs_read",
          nav: { label: () => text().jobs, icon: Activity },
        },
        { path: "jobs/:id", load: () => import("./jobs/JobPage"), needs: "jobs_read" },
        {
          path: "dead",
          load: () => import("./dead/DeadPage"),
          needs: "jobs_read",
          nav: { label: () => text().dead, icon: HeartPulse },
        },
        {
          path: "batches",
          load: () => import("./batches/BatchesPage"),
          needs: "jobs_read",
          nav: { label: () => text().batches, icon: Boxes },
        },
        { path: "batches/:id", load: () => import("./batches/BatchPage"), needs: "jobs_read" },
      ],
    },
    {
      label: () => text().groupFleet,
      pages: [
        {
          path: "processes",
          load: () => import("./processes/ProcessesPage"),
          needs: "jobs_read",
          nav: { label: () => text().processes, icon: Cpu },
        },
        {
          path: "timetable",
          load: () => import("./timetable/TimetablePage"),
          needs: "jobs_read",
          nav: { label: () => text().timetable, icon: CalendarClock },
        },
        {
          path: "models",
          load: () => import("./models/ModelsPage"),
          needs: "jobs_read",
          nav: { label: () => text().models, icon: Database },
        },
      ],
    },
    {
      label: () => text().groupOutside,
      pages: [
        {
          path: "providers",
          load: () => import("./providers/ProvidersPage"),
          needs: "jobs_read",
          nav: { label: () => text().providers, icon: PlugZap },
        },
        {
          path: "webhooks",
          load: () => import("./webhooks/EndpointsPage"),
          needs: "webhooks_read",
          nav: { label: () => text().webhooks, icon: Webhook },
        },
        { path: "webhooks/:id", load: () => import("./webhooks/EndpointPage"), needs: "webhooks_read" },
        {
          path: "deliveries",
          load: () => import("./webhooks/DeliveriesPage"),
          needs: "webhooks_read",
          nav: { label: () => text().deliveries, icon: Send },
        },
        { path: "deliveries/:id", load: () => import("./webhooks/DeliveryPage"), needs: "webhooks_read" },
        {
          path: "mails",
          load: () => import("./mails/MailsPage"),
          needs: "mails_read",
          nav: { label: () => text().mails, icon: Mail },
        },
        { path: "mails/:id", load: () => import("./mails/MailPage"), needs: "mails_read" },
      ],
    },
  ],
};
