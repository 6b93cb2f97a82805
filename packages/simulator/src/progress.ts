/** Where a running simulation says how far it is. */
export type Progress = {
  readonly update: (line: string) => void;
  /** A line that has to be seen at once: what comes next may be minutes away. */
  readonly announce: (line: string) => void;
  /** The last state, to be left standing; a second call does nothing. */
  readonly end: () => void;
};

/** One line that is written over. */
export const ttyProgress = (stream: {
  readonly write: (chunk: string) => unknown;
  readonly columns?: number;
}): Progress => {
  let line = "";
  const update = (next: string) => {
    // A line longer than the terminal wraps and can't be written over.
    line = next.slice(0, (stream.columns ?? 80) - 1);
    stream.write(`\r\u001b[2K${line}`);
  };
  return {
    update,
    announce: update,
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
  const announce = (line: string) => {
    output(line);
    pending = undefined;
    last = now();
  };
  return {
    announce,
    update: (line) => {
      pending = line;
      if (now() - last >= everyMs) announce(line);
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
