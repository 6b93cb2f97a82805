import type { Logger } from "../kernel/logger.ts";
import type { RequestRecord, UnassignedRecord } from "./request-record.ts";
import type { RequestStore } from "./request-store.ts";

/** Takes records without ever making a request wait or fail. */
export type RequestRecorder = {
  /** `key` is what the URL named, where the record knows no directory; a key that names none leaves no record. */
  record(record: UnassignedRecord, key?: string): void;
  /** Writes what has gathered. */
  close(): Promise<void>;
};

const FLUSH_MS = 500;
const FLUSH_AT = 100;
/** A database that does not keep up costs the oldest of these, not the memory of the process. */
const MAX_WAITING = 5_000;

/** Gathers records and writes them together: a crash loses at most the last half second. */
export function createRequestRecorder(options: {
  readonly store: Pick<RequestStore, "append">;
  readonly directoryOfKey: (key: string) => Promise<string | undefined>;
  readonly logger: Logger;
}): RequestRecorder {
  const { store, directoryOfKey, logger } = options;
  let waiting: RequestRecord[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, FLUSH_AT);
      waiting = waiting.slice(FLUSH_AT);
      try {
        await store.append(batch);
      } catch (error) {
        lost += batch.length;
        logger.warn({ error, lost }, "the request log could not be written; the requests themselves went on");
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  async function assign(record: UnassignedRecord, key: string): Promise<void> {
    try {
      const directoryId = await directoryOfKey(key);
      if (directoryId !== undefined) take({ ...record, directoryId });
    } catch (error) {
      logger.warn({ error }, "a refused request could not be recorded");
    }
  }

  function take(record: RequestRecord): void {
    if (waiting.length >= MAX_WAITING) {
      waiting.shift();
      lost += 1;
    }
    waiting.push(record);
    if (waiting.length >= FLUSH_AT) void flush();
    else timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
  }

  return {
    record({ directoryId, ...record }, key) {
      if (directoryId !== undefined) take({ ...record, directoryId });
      else if (key !== undefined && record.status !== 429) void assign({ ...record, directoryId }, key);
    },
    async close() {
      await flush();
      await flush();
    },
  };
}
