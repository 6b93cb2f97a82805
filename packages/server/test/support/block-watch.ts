import { monitorEventLoopDelay } from "node:perf_hooks";

/** The longest time that the event loop stood still, by the clock and by what this thread itself worked. */
export type Block = { readonly ms: number; readonly cpuMs: number };

export type BlockWatch = {
  /** The longest since the last call. */
  take(): Block;
  stop(): void;
};

/**
 * Watches the event loop. On a busy machine the clock also counts the time that other processes had the processor;
 * the thread's own processor time between two turns of a timer is what the server really held the loop for.
 */
export function watchBlocks(resolutionMs: number): BlockWatch {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let cpuMs = 0;
  let last = threadCpuMs();
  const timer = setInterval(() => {
    const now = threadCpuMs();
    cpuMs = Math.max(cpuMs, now - last);
    last = now;
  }, resolutionMs);
  timer.unref();
  return {
    take() {
      const longest = { ms: Math.round(delay.max / 1e6), cpuMs: Math.round(cpuMs) };
      delay.reset();
      cpuMs = 0;
      return longest;
    },
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
