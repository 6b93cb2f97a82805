import type { CompiledType } from "@rollcall/scim";
import { sql } from "kysely";
import type { OpenResourceStore } from "../directory/resource-store.ts";
import type { EventLog } from "../events/event-log.ts";
import type { Logger } from "../kernel/logger.ts";
import { Unavailable } from "../kernel/unavailable.ts";
import { type AppendSignal, createAppendSignal } from "./append-signal.ts";
import type { Engine } from "./engine.ts";
import { writesLog } from "./log-statement.ts";
import { migrate } from "./migrate.ts";
import { openEngine } from "./open.ts";
import { eventsToSequence, SEQUENCER_INTERVAL_MS, sequenceEvents } from "./postgres/sequencer.ts";
import { queryBuilder } from "./query.ts";
import { createEventLog } from "./stores/event-log.ts";
import { createResourceStores } from "./stores/resource-store.ts";

/** The open database with everything that lives on it; closing it stops its background work. */
export type Storage = {
  readonly engine: Engine;
  readonly log: EventLog;
  readonly resources: OpenResourceStore;
  /** The migrations that opening applied. */
  readonly migrated: readonly string[];
  /** Resolves when the database answers. */
  check(): Promise<unknown>;
  close(): Promise<void>;
};

export async function openStorage(options: {
  readonly url: string;
  readonly types: readonly CompiledType[];
  readonly logger: Logger;
}): Promise<Storage> {
  const raw = await openEngine(options.url);
  const signal = createAppendSignal();
  try {
    const migrated = await migrate(raw);
    const sequencer =
      raw.dialect.name === "postgres" ? startSequencer(raw, signal, options.logger) : undefined;
    const engine = announcing(raw, sequencer ? sequencer.wake : signal.notify);
    return {
      engine,
      log: createEventLog(engine, signal),
      resources: createResourceStores(engine, options.types),
      migrated,
      check: () => engine.read(sql`select 1 as ok`.compile(queryBuilder(engine.dialect))),
      async close() {
        await sequencer?.stop();
        await raw.close();
      },
    };
  } catch (error) {
    await raw.close();
    throw error;
  }
}

/** The engine, with a call after each batch that has added to the log. */
function announcing(engine: Engine, appended: () => void): Engine {
  return {
    ...engine,
    async write(statements) {
      const results = await engine.write(statements);
      if (writesLog(statements)) appended();
      return results;
    },
  };
}

/** Runs turns one after another: at once when this process wrote, by time for what others wrote. */
function startSequencer(engine: Engine, signal: AppendSignal, logger: Logger) {
  let stopped = false;
  let awake = false;
  let rouse: () => void = () => {};

  const wake = () => {
    awake = true;
    rouse();
  };
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SEQUENCER_INTERVAL_MS);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
      if (awake || stopped) rouse();
    });

  const running = (async () => {
    while (!stopped) {
      try {
        const due = awake || (await eventsToSequence(engine));
        awake = false;
        while (due && (await sequenceEvents(engine)) > 0) signal.notify();
      } catch (error) {
        const expected = error instanceof Unavailable;
        if (!stopped)
          logger[expected ? "warn" : "error"](
            { error },
            "events wait for their position: the database does not answer",
          );
      }
      await rest();
    }
  })();

  return {
    wake,
    async stop() {
      stopped = true;
      rouse();
      await running;
    },
  };
}
