import type { Clock } from "./clock.ts";
import type { Logger } from "./logger.ts";

export type Use = {
  readonly id: string;
  /** Milliseconds, cut to the minute. */
  readonly at: number;
};

/** Keeps `last_used_at` to the minute without a write per request: uses gather and are written together. */
export type UsageRecorder = {
  used(id: string): void;
  /** Writes what has gathered. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export type UsageRecorderOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly write: (uses: readonly Use[]) => Promise<void>;
  readonly everyMs?: number;
};

const MINUTE = 60_000;
const MAX_REMEMBERED = 10_000;

export function createUsageRecorder(options: UsageRecorderOptions): UsageRecorder {
  const { clock, logger, write, everyMs = 5_000 } = options;
  const written = new Map<string, number>();
  const gathered = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.size === 0) return;
    const uses = Array.from(gathered, ([id, at]) => ({ id, at }));
    gathered.clear();
    try {
      await write(uses);
    } catch (error) {
      // Forgotten, so that the next use of the credential tries again.
      for (const { id } of uses) written.delete(id);
      logger.warn({ error }, "the last use of some credentials could not be written");
    }
  }

  return {
    used(id) {
      const minute = Math.floor(clock.now() / MINUTE) * MINUTE;
      if (written.get(id) === minute) return;
      if (written.size >= MAX_REMEMBERED) written.clear();
      written.set(id, minute);
      gathered.set(id, minute);
      timer ??= setTimeout(() => void flush(), everyMs).unref();
    },
    flush,
    close: flush,
  };
}
