import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "../../components/toast";
import { asFailure } from "../../lib/problem";

interface DeedOptions<R> {
  /** What to say when it is done. */
  done?: string | ((result: R) => string);
  /** Operations, such as `listJobs`, whose answers are read anew; without it, all that is on the page. */
  refresh?: string[];
}

/** Something that staff do by one press: what went wrong is said below, and what is shown is read anew afterwards. */
export function useDeed<A, R>(run: (argument: A) => Promise<R>, { done, refresh }: DeedOptions<R> = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    // Without a connection it fails at once: what is pressed now must not be done an hour later.
    networkMode: "always",
    onSuccess: (result) => {
      if (done) toast(typeof done === "function" ? done(result) : done);
    },
    onError: (error) => toast(asFailure(error).detail, { tone: "bad" }),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [key] }) =>
          !refresh ||
          (typeof key === "object" && key !== null && "_id" in key && refresh.includes(String(key._id))),
      }),
  });
}
