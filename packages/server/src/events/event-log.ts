import type { LoggedEvent } from "./event.ts";
import type { EventType } from "./event-types.ts";

/**
 * Reading the log. Only events with a position are seen, so that one that commits late is never skipped: it
 * gets a later position. Held events and rows without a type are never returned.
 */
export type EventLog = {
  read(query: EventQuery): Promise<readonly LoggedEvent[]>;
  find(eventId: string): Promise<LoggedEvent | undefined>;
  /** The position of the newest event, 0 when there is none. */
  head(): Promise<number>;
  /**
   * Called after this process has written events. Another replica's writes do not call it, so that whoever
   * waits for events also looks by time.
   */
  onAppend(listener: () => void): () => void;
};

export type EventQuery = {
  readonly types?: readonly EventType[];
  readonly organizationId?: string;
  readonly directoryId?: string;
  /** Exclusive positions. */
  readonly after?: number;
  readonly before?: number;
  /** Milliseconds: from inclusive, to exclusive. */
  readonly rangeStart?: number;
  readonly rangeEnd?: number;
  readonly descending?: boolean;
  readonly limit: number;
};
