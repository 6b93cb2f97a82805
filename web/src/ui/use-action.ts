import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { announce, announceFailure } from "./announce.ts";
import { useExplain } from "./explain.ts";

type Action<Result, Input> = {
  readonly run: (input: Input) => Promise<Result>;
  /** What to say once it is done; nothing when the page shows it. */
  readonly done?: string;
  /** The lists and pages that show what it changes. */
  readonly changes?: readonly QueryKey[];
  readonly onDone?: (result: Result) => void;
};

/** Something that a button does: says how it ended, and looks again at what it changed. */
export function useAction<Result, Input = void>({ run, done, changes = [], onDone }: Action<Result, Input>) {
  const explain = useExplain();
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess(result) {
      for (const queryKey of changes) void client.invalidateQueries({ queryKey });
      if (done !== undefined) announce(done);
      onDone?.(result);
    },
    onError(error) {
      const { title, message } = explain(error);
      announceFailure(title, message);
    },
  });
}
