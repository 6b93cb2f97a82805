/** Runs `work` on every item, at most `limit` at a time, in order of the list. The first throw stops the rest. */
export const inParallel = async <T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = items.values();
  let stopped = false;
  const lane = async () => {
    // One iterator shared by all lanes: each item is taken once.
    for (const item of queue) {
      if (stopped) return;
      await work(item);
    }
  };
  const lanes = Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, lane);
  await Promise.all(lanes).finally(() => {
    stopped = true;
  });
};
