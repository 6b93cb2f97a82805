import type { Logger } from "../kernel/logger.ts";

/**
 * Work that outlives the request that asked for it. A task keeps its whole state in the database and does one
 * bounded, durable step at a time, so that a restart or another replica goes on where it stood.
 */
export type Task = {
  readonly name: string;
  /** Does a little; `false` when there was nothing to do. */
  step(): Promise<boolean>;
};

export type Worker = {
  /** Something was put into the database just now: do not wait for the next look. */
  wake(): void;
  /** Ends after the step that is under way. */
  close(): Promise<void>;
};

export type WorkerOptions = {
  readonly tasks: readonly Task[];
  readonly logger: Logger;
  /** How long to wait before looking again when all tasks were idle: for what other processes asked. */
  readonly idleMs?: number;
};

export function startWorker({ tasks, logger, idleMs = 5_000 }: WorkerOptions): Worker {
  let closed = false;
  let woken = false;
  let wakeUp = () => {};

  const rest = () =>
    new Promise<void>((resolve) => {
      if (closed || woken) return resolve();
      const timer = setTimeout(resolve, idleMs).unref();
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const step = async (task: Task): Promise<boolean> => {
    try {
      return await task.step();
    } catch (error) {
      // The next look tries again; a task that always fails must not keep the others from running.
      logger.error({ error, task: task.name }, "a background task failed");
      return false;
    }
  };

  const run = async () => {
    while (!closed) {
      woken = false;
      let busy = false;
      for (const task of tasks) if (!closed && (await step(task))) busy = true;
      if (!busy) await rest();
    }
  };
  const running = run();

  return {
    wake() {
      woken = true;
      wakeUp();
    },
    async close() {
      closed = true;
      wakeUp();
      await running;
    },
  };
}
