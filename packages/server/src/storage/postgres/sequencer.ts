import { sql } from "kysely";
import type { Engine } from "../engine.ts";
import { queryBuilder } from "../query.ts";

/** How many events one turn gives their position. */
const TURN = 1000;

/** How often a replica looks for what others wrote, whose process may have died before its own turn. */
export const SEQUENCER_INTERVAL_MS = 250;

/** A look that locks nothing, for the turns by time. */
export async function eventsToSequence(engine: Engine): Promise<boolean> {
  const query = sql<{ due: boolean }>`select exists (select 1 from events where position is null) as due`;
  const [row] = await engine.read(query.compile(queryBuilder(engine.dialect)));
  return row?.due ?? false;
}

/**
 * Gives committed events their public position, gap-free. A sequence alone would not do: its numbers become
 * visible out of order, and a reader that has passed 8 would never see a 7 that commits later. Whoever holds the
 * counter's row lock assigns; a replica that dies in the middle takes its transaction with it. Events of a
 * transaction that is still open are simply not there yet: they delay nobody and come later.
 *
 * `seq` was taken after the resource was locked, so that positions keep the order of each resource's changes.
 * Returns how many events got a position.
 */
export async function sequenceEvents(engine: Engine): Promise<number> {
  const db = queryBuilder(engine.dialect);
  const [, , assigned] = await engine.write([
    sql`select last from event_sequence for update`.compile(db),
    // A statement of its own: only one that starts after the lock was taken sees what the last holder assigned.
    sql`update events set position = base.last + due.nth
      from (select seq, row_number() over (order by seq) as nth from
              (select seq from events where position is null order by seq limit ${sql.lit(TURN)}) as oldest) as due,
           event_sequence as base
      where events.seq = due.seq`.compile(db),
    sql`update event_sequence set last = newest.position
      from (select max(position) as position from events) as newest, event_sequence as old
      where newest.position > old.last
      returning (newest.position - old.last)::bigint as assigned`.compile(db),
  ]);
  return (assigned?.[0] as { assigned: number } | undefined)?.assigned ?? 0;
}
