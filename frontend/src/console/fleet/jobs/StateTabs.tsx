import { useQuery } from "@tanstack/react-query";
import { getJobOverviewOptions } from "../../../api/generated/@tanstack/react-query.gen";
import { cx } from "../../../lib/cx";
import type { ListState } from "../../components/useList";
import { count } from "../numbers";
import { STATES } from "./state";
import { useJobsText } from "./text";

/** The states with how many jobs are in them. Finished jobs are not counted: there are as many as there was work. */
export function StateTabs({ list }: { list: ListState }) {
  const text = useJobsText();
  const { data } = useQuery({ ...getJobOverviewOptions(), refetchInterval: 3000 });
  const queue = list.get("queue");
  const jobsIn = (state: string) =>
    data?.counts
      .filter((one) => one.state === state && (!queue || one.queue === queue))
      .reduce((sum, one) => sum + one.jobs, 0);
  const chosen = list.get("state");
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields of a form.
    <div
      role="group"
      aria-label={text.state}
      className="no-bar -mx-4 mb-4 flex gap-1 overflow-x-auto px-4 py-1 sm:mx-0 sm:flex-wrap sm:px-0"
    >
      {["", ...STATES].map((state) => {
        const jobs = state && state !== "done" && state !== "discarded" ? jobsIn(state) : undefined;
        const isChosen = chosen === state;
        return (
          <button
            key={state}
            type="button"
            aria-pressed={isChosen}
            title={state ? text.stateHints[state as keyof typeof text.stateHints] : undefined}
            onClick={() => list.set({ state })}
            className={cx(
              "inline-flex h-11 shrink-0 items-center gap-2 rounded-full border px-3.5 font-medium transition-colors lg:h-8.5",
              isChosen ? "border-fg bg-fg text-bg" : "border-line bg-surface hover:border-line-strong",
            )}
          >
            {state ? text.states[state as keyof typeof text.states] : text.all}
            {jobs !== undefined && jobs > 0 && (
              <span
                className={cx(
                  "text-xs tabular-nums",
                  isChosen ? "text-bg" : state === "dead" ? "font-semibold text-danger" : "text-muted",
                )}
              >
                {count(jobs)}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
