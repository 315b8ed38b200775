import type { ReactNode } from "react";

/** The frame of the pages about logging in. */
export function AuthCard({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <div className="wrap grid place-items-center pt-10 lg:pt-16">
      <div className="w-full max-w-md">
        <h1 className="font-display text-5xl">{title}</h1>
        {lead && <p className="mt-2 text-muted">{lead}</p>}
        <div className="panel mt-6 space-y-5">{children}</div>
      </div>
    </div>
  );
}
