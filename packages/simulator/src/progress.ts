/** Where a running simulation says how far it is. */
export type Progress = {
  readonly update: (line: string) => void;
  /** The last state, to be left standing. */
  readonly end: () => void;
};

/** One line that is written over. */
export const ttyProgress = (stream: {
  readonly write: (chunk: string) => unknown;
  readonly columns?: number;
}): Progress => {
  let line = "";
  return {
    update: (next) => {
      // A line longer than the terminal wraps and can't be written over.
      line = next.slice(0, (stream.columns ?? 80) - 1);
      stream.write(`\r\u001b[2K${line}`);
    },
    end: () => {
      if (line !== "") stream.write("\n");
      line = "";
    },
  };
};

/** Where lines can't be written over: one every two seconds, and the last one always. */
export const lineProgress = (
  output: (line: string) => void,
  everyMs = 2_000,
  now: () => number = () => performance.now(),
): Progress => {
  let pending: string | undefined;
  let last = now();
  return {
    update: (line) => {
      pending = line;
      if (now() - last < everyMs) return;
      output(line);
      pending = undefined;
      last = now();
    },
    end: () => {
      if (pending !== undefined) output(pending);
      pending = undefined;
    },
  };
};

/** Fits the stream: written over on a terminal, lines elsewhere. */
export const streamProgress = (stream: {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (chunk: string) => unknown;
}): Progress => (stream.isTTY ? ttyProgress(stream) : lineProgress((line) => stream.write(`${line}\n`)));
