import { type SelectQueryBuilder, sql } from "kysely";
import type { Cause, LoggedEvent } from "../../events/event.ts";
import type { EventLog, EventQuery } from "../../events/event-log.ts";
import type { EventType } from "../../events/event-types.ts";
import type { AppendSignal } from "../append-signal.ts";
import type { Engine } from "../engine.ts";
import { queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";

const columns = [
  "position",
  "id",
  "type",
  "organization_id",
  "directory_id",
  "data",
  "cause",
  "created_at",
] as const;

type Row = Pick<Tables["events"], (typeof columns)[number]>;

export function createEventLog(engine: Engine, signal: AppendSignal): EventLog {
  const db = queryBuilder(engine.dialect);
  const visible = () =>
    db
      .selectFrom("events")
      .select(columns)
      .where("position", "is not", null)
      .where("type", "is not", null)
      .where("held", "=", 0);
  const head = db.selectFrom("events").select(sql<number | null>`max(position)`.as("head")).compile();

  return {
    async read(query) {
      return (await engine.read<Row>(narrow(visible(), query).compile())).map(toEvent);
    },
    async find(eventId) {
      const [row] = await engine.read<Row>(visible().where("id", "=", eventId).compile());
      return row && toEvent(row);
    },
    async head() {
      const [row] = await engine.read<{ head: number | null }>(head);
      return row?.head ?? 0;
    },
    onAppend: (listener) => signal.listen(listener),
  };
}

type Select = SelectQueryBuilder<Tables, "events", Row>;

function narrow(select: Select, query: EventQuery): Select {
  let narrowed = select.orderBy("position", query.descending ? "desc" : "asc").limit(query.limit);
  if (query.types) narrowed = narrowed.where("type", "in", [...query.types]);
  if (query.organizationId !== undefined)
    narrowed = narrowed.where("organization_id", "=", query.organizationId);
  if (query.directoryId !== undefined) narrowed = narrowed.where("directory_id", "=", query.directoryId);
  if (query.after !== undefined) narrowed = narrowed.where("position", ">", query.after);
  if (query.before !== undefined) narrowed = narrowed.where("position", "<", query.before);
  if (query.rangeStart !== undefined) narrowed = narrowed.where("created_at", ">=", query.rangeStart);
  if (query.rangeEnd !== undefined) narrowed = narrowed.where("created_at", "<", query.rangeEnd);
  return narrowed;
}

function toEvent(row: Row): LoggedEvent {
  return {
    position: row.position as number,
    id: row.id,
    type: row.type as EventType,
    organizationId: row.organization_id,
    directoryId: row.directory_id,
    data: row.data,
    cause: JSON.parse(row.cause) as Cause,
    createdAt: row.created_at,
  };
}
