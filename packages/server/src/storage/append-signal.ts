/** Tells this process's readers that the log has grown, so that they need not wait for their next look. */
export type AppendSignal = {
  notify(): void;
  listen(listener: () => void): () => void;
};

export function createAppendSignal(): AppendSignal {
  const listeners = new Set<() => void>();
  return {
    notify() {
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
