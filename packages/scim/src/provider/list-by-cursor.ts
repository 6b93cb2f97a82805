import { expiredCursor, invalidCursor } from "../message/error.ts";
import { parseProjection } from "../projection/project.ts";
import type { ScimObject } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Exchange } from "./exchange.ts";
import { cursorResponse } from "./list-response.ts";
import { type Parameters, readCursorCount } from "./parameters.ts";
import { readSelection } from "./query.ts";
import type { KeysetPage, KeysetQuery, ListKey } from "./repository.ts";
import { represent } from "./represent.ts";
import type { CursorPort, ScimResponse } from "./request.ts";
import { respond } from "./respond.ts";

/** Where a page starts: at a type, behind a key; and what the first page counted. */
type Position = { readonly type: string; readonly after?: ListKey; readonly total?: number };

/**
 * RFC 9865 §2: one page of a list by cursor, over one type or, at the root, several one after the other. The cursor
 * holds the key of the last row, so that a page costs the same wherever it stands. `totalResults` is counted with
 * the first page, where that needs no reading of every resource, and repeated from there; at the root it is left
 * out. `count` and the projection may change from page to page; types, filter and sort may not.
 */
export async function listByCursor(
  exchange: Exchange,
  types: readonly CompiledType[],
  parameters: Parameters,
  unknownAttributes: "reject" | "noValue" = "reject",
): Promise<ScimResponse> {
  const { context, interop, limits } = exchange;
  const cursors = offered(context.cursors);
  const count = readCursorCount(parameters, limits);
  const binding = bindingOf(types, parameters);
  const start = parameters.cursor ? openPosition(cursors, parameters.cursor, binding) : undefined;
  const resources: ScimObject[] = [];
  let total = start?.total;
  let next: Position | undefined;
  for (const type of typesFrom(types, start?.type)) {
    const page = await readPage(exchange, type, count - resources.length, {
      ...readSelection(exchange, parameters, type, unknownAttributes),
      ...(start?.after !== undefined && start.type === type.definition.name ? { after: start.after } : {}),
      ...(start === undefined && types.length === 1 ? { countTotal: true } : {}),
    });
    total ??= page.totalResults;
    resources.push(...(await represent(page.resources, type, parseProjection(parameters, type), context)));
    if (page.next !== undefined) {
      next = { type: type.definition.name, ...page.next, ...(total === undefined ? {} : { total }) };
      break;
    }
  }
  const nextCursor = next && cursors.seal(JSON.stringify(next), binding);
  return respond(interop, 200, cursorResponse(resources, nextCursor, total));
}

type Continued = Omit<KeysetPage, "next"> & { readonly next?: { readonly after?: ListKey } };

/** A full page tells of a next one only when this type has more: with no room left, one row is looked for. */
async function readPage(
  { context }: Exchange,
  { definition }: CompiledType,
  room: number,
  query: Omit<KeysetQuery, "count">,
): Promise<Continued> {
  const page = await context.repository.listAfter(definition.name, { ...query, count: Math.max(1, room) });
  if (room === 0) return { resources: [], ...(page.resources.length === 0 ? {} : { next: {} }) };
  const { next, ...rest } = page;
  return { ...rest, ...(next === undefined ? {} : { next: { after: next } }) };
}

/** A cursor that is not served must not pass for an unknown parameter: its client would take page one for all. */
function offered(cursors: CursorPort | undefined): CursorPort {
  if (cursors === undefined) throw invalidCursor("This server pages by startIndex only.");
  return cursors;
}

function openPosition(cursors: CursorPort, cursor: string, binding: string): Position {
  const opened = cursors.open(cursor, binding);
  if (opened.kind === "valid") return JSON.parse(opened.payload) as Position;
  if (opened.kind === "expired") {
    const { timeoutSeconds } = cursors;
    throw expiredCursor(`The cursor is older than ${timeoutSeconds} seconds. Start again with an empty one.`);
  }
  throw invalidCursor(
    "The cursor is not the nextCursor of this query: endpoint, filter, sortBy and sortOrder must stay the same.",
  );
}

/** What all pages of a list have in common. The directory is bound by the port. */
function bindingOf(types: readonly CompiledType[], { filter, sortBy, sortOrder }: Parameters): string {
  const names = types.map(({ definition }) => definition.name);
  return JSON.stringify([names, filter ?? null, sortBy ?? null, sortOrder ?? null]);
}

function typesFrom(types: readonly CompiledType[], name: string | undefined): readonly CompiledType[] {
  const index = types.findIndex(({ definition }) => definition.name === name);
  return index === -1 ? types : types.slice(index);
}
