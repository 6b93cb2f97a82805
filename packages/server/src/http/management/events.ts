import { createRoute, z } from "@hono/zod-openapi";
import { eventJson, type LoggedEvent } from "../../events/event.ts";
import type { EventLog, EventQuery } from "../../events/event-log.ts";
import { selectEventTypes } from "../../events/select-event-types.ts";
import { AppError } from "../../kernel/errors.ts";
import { type Page, pageOf, rangeOfPage } from "../../kernel/page.ts";
import { arrayParameter } from "./array-parameter.ts";
import { errorResponses } from "./errors.ts";
import { EVENT_ID, eventSchema } from "./event-schema.ts";
import { jsonResponse } from "./fields.ts";
import { listSchema, pageParameters, pageQuery, queryArray, queryText } from "./list.ts";
import type { ManagementApp } from "./management-env.ts";
import { ORGANIZATION_ID } from "./organization-schema.ts";

const instant = (description: string) => queryText(`${description} ISO 8601.`, "2026-01-15T12:00:00.000Z");

const querySchema = z.object({
  ...pageParameters("asc", EVENT_ID),
  events: queryArray(
    "Only these types; `dsync.user.*` stands for all that start so. The ten `dsync.*` events unless given.",
    ["dsync.user.created", "dsync.user.updated"],
  ),
  range_start: instant("From this time on."),
  range_end: instant("Before this time."),
  organization_id: queryText("Only those of this organization.", ORGANIZATION_ID),
});

const list = createRoute({
  method: "get",
  path: "/events",
  operationId: "listEvents",
  tags: ["Events"],
  summary: "List events, oldest first",
  request: { query: querySchema },
  responses: {
    200: jsonResponse(listSchema(eventSchema, "EventList"), "A page of events."),
    ...errorResponses(400),
  },
});

type Query = z.infer<typeof querySchema>;

export function registerEvents(app: ManagementApp, log: EventLog): void {
  app.openapi(list, async (c) => {
    const query = c.req.valid("query");
    const filter = readFilter(query, arrayParameter(c.req.url, "events"));
    const page = await readPage(log, query, filter);
    // The text that was committed goes out as it is: parsing and writing it again could change its bytes.
    return c.body(listJson(page), 200, { "Content-Type": "application/json" }) as never;
  });
}

function readFilter(query: Query, names: readonly string[] | undefined): Omit<EventQuery, "limit"> {
  const { types, unknown } = selectEventTypes(names);
  if (unknown.length > 0) {
    const errors = unknown.map((name) => ({
      field: "events",
      code: "unknown_event_type",
      message: `Unknown event type: ${name.slice(0, 100)}`,
    }));
    throw new AppError("invalid_request_parameters", "There is no event of such a type.", { errors });
  }
  if (query.after !== undefined && query.range_start !== undefined) {
    const message = "after and range_start exclude each other: a cursor already says where to start.";
    throw new AppError("invalid_request_parameters", message, {
      errors: [{ field: "range_start", code: "mutually_exclusive", message }],
    });
  }
  const rangeStart = instantOf("range_start", query.range_start);
  const rangeEnd = instantOf("range_end", query.range_end);
  return {
    types,
    ...(query.organization_id !== undefined ? { organizationId: query.organization_id } : {}),
    ...(rangeStart !== undefined ? { rangeStart } : {}),
    ...(rangeEnd !== undefined ? { rangeEnd } : {}),
  };
}

async function readPage(
  log: EventLog,
  query: Query,
  filter: Omit<EventQuery, "limit">,
): Promise<Page<LoggedEvent>> {
  const asked = pageQuery(query);
  const range = rangeOfPage(asked);
  const [above, below] = await Promise.all([position(log, range.above), position(log, range.below)]);
  if (filter.types?.length === 0) return { items: [], before: null, after: null };
  const found = await log.read({
    ...filter,
    ...(above !== undefined ? { after: above } : {}),
    ...(below !== undefined ? { before: below } : {}),
    descending: range.descending,
    limit: range.limit,
  });
  return pageOf(found, asked, ({ id }) => id);
}

async function position(log: EventLog, eventId: string | undefined): Promise<number | undefined> {
  if (eventId === undefined) return undefined;
  const event = await log.find(eventId);
  if (event) return event.position;
  throw new AppError(
    "invalid_cursor",
    `There is no event ${JSON.stringify(eventId.slice(0, 100))}. It may be older than the events are kept; start again with range_start.`,
  );
}

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

function instantOf(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  // Without an offset a time is UTC, and not the server's own zone. A space was a plus before it was decoded.
  const iso = text.trim().replace(" ", "+");
  const zoned = /T/i.test(iso) && !/(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? `${iso}Z` : iso;
  const time = ISO.test(iso) ? Date.parse(zoned) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  const message = `${field} is not an ISO 8601 time such as 2026-01-15T12:00:00.000Z.`;
  throw new AppError("invalid_request_parameters", message, {
    errors: [{ field, code: "invalid_time", message }],
  });
}

function listJson({ items, before, after }: Page<LoggedEvent>): string {
  const data = items.map(eventJson).join(",");
  return `{"object":"list","data":[${data}],"list_metadata":${JSON.stringify({ before, after })}}`;
}
