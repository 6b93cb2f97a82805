import type { Clock } from "./clock.ts";

/**
 * Remembers what was loaded for a moment, misses included, so that a busy credential costs two reads a second
 * and not one a request. The age counts from the start of the load: whatever changed before that is seen, on
 * every replica, once `ttlMs` have passed.
 */
export type BriefCache<Value> = {
  get(key: string, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
  /** Drops what this process itself has just changed. */
  forget(matches: (value: Value) => boolean): void;
};

export type BriefCacheOptions = {
  readonly clock: Clock;
  readonly ttlMs: number;
  readonly maxEntries: number;
};

type Entry<Value> = {
  readonly loaded: Promise<Value | undefined>;
  readonly until: number;
  value?: Value | undefined;
};

export function createBriefCache<Value>(options: BriefCacheOptions): BriefCache<Value> {
  const { clock, ttlMs, maxEntries } = options;
  const entries = new Map<string, Entry<Value>>();

  return {
    get(key, load) {
      const now = clock.now();
      const known = entries.get(key);
      if (known && now < known.until) return known.loaded;
      const loaded = load();
      const entry: Entry<Value> = { loaded, until: now + ttlMs };
      entries.delete(key);
      // Random keys in the requests of a stranger must not fill the memory; the oldest entry stands first.
      for (const oldest of entries.keys()) {
        if (entries.size < maxEntries) break;
        entries.delete(oldest);
      }
      entries.set(key, entry);
      loaded.then(
        (value) => {
          entry.value = value;
        },
        () => entries.get(key) === entry && entries.delete(key),
      );
      return loaded;
    },
    forget(matches) {
      for (const [key, { value }] of entries) {
        // A load still under way may have read the old state.
        if (value === undefined || matches(value)) entries.delete(key);
      }
    },
  };
}
