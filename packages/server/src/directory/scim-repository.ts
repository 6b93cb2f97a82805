import {
  equal,
  type KeysetQuery,
  type ListQuery,
  type Repository,
  type ScimObject,
  type StoredResource,
  type WriteOutcome,
} from "@rollcall/scim";
import type { Cause } from "../events/event.ts";
import { type Clock, isoTime } from "../kernel/clock.ts";
import type { Change } from "./change.ts";
import type { Directory } from "./directory.ts";
import {
  type Creation,
  type Deletion,
  membersOf,
  planCreation,
  planDeletion,
  planUpdate,
  type Update,
} from "./plan-change.ts";
import { planMembership } from "./plan-group.ts";
import type { ResourceRow } from "./resource-row.ts";
import type { ResourceStore } from "./resource-store.ts";
import type { ApplyOutcome, PlanStep } from "./write-plan.ts";

/** A deletion is computed from a row that another request may change meanwhile: so often it reads again. */
const DELETE_TRIES = 5;

type Deps = {
  readonly directory: Directory;
  readonly store: ResourceStore;
  readonly cause: Cause;
  readonly clock: Clock;
};

/**
 * One directory as the SCIM provider's repository: turns each change of a resource into a plan of rows, set
 * operations and events, and has storage apply it whole.
 */
export function createScimRepository(deps: Deps): Repository {
  const { directory, store, clock } = deps;
  /** The row behind each resource handed out, so that a write needs no second read. */
  const rows = new WeakMap<StoredResource, ResourceRow>();
  const handOut = (row: ResourceRow): StoredResource => {
    const resource = toStored(row);
    rows.set(resource, row);
    return resource;
  };

  return {
    async find(type, id) {
      const row = await store.find(type, id);
      return row && handOut(row);
    },
    async list(type, query: ListQuery) {
      const { total, rows: found } = await store.list(type, query);
      return { totalResults: total, resources: found.map(handOut) };
    },
    async listAfter(type, query: KeysetQuery) {
      const { total, rows: found, next } = await store.listAfter(type, query);
      return {
        resources: found.map(handOut),
        ...(next ? { next } : {}),
        ...(total === undefined ? {} : { totalResults: total }),
      };
    },
    relations: (type, attribute, ids) => store.relations(type, attribute, ids),
    async write(request) {
      const change: Change = { directory, cause: deps.cause, at: clock.now() };
      if (request.kind === "create") return create(deps, request, change, handOut);
      if (request.kind === "delete") return remove(deps, request, change);
      const before = rows.get(request.base) ?? (await store.find(request.resourceType, request.id));
      return before ? update(deps, request, before, change, handOut) : { kind: "notFound" };
    },
  };
}

type HandOut = (row: ResourceRow) => StoredResource;

async function create(
  deps: Deps,
  request: Creation,
  change: Change,
  handOut: HandOut,
): Promise<WriteOutcome> {
  const { row, steps } = planCreation(request, change);
  return settle(await apply(deps, change, steps), row, handOut);
}

async function update(
  deps: Deps,
  request: Update,
  before: ResourceRow,
  change: Change,
  handOut: HandOut,
): Promise<WriteOutcome> {
  const { attributes, resourceType, id } = request;
  if (attributes && before.version !== request.base.version) return { kind: "stale" };
  // No change, no event: what equals the stored document only has to find it unchanged.
  if (!attributes || equal(attributes, JSON.parse(before.document) as ScimObject)) {
    const expected = { version: request.ifVersion, document: attributes ? before.document : undefined };
    const steps = planMembership({ type: resourceType, id }, membersOf(request), expected);
    return settle(await apply(deps, change, steps), before, handOut);
  }
  const { row, steps } = planUpdate(before, attributes, request, change);
  return settle(await apply(deps, change, steps), row, handOut);
}

async function remove(deps: Deps, request: Deletion, change: Change): Promise<WriteOutcome> {
  for (let tries = 1; ; tries++) {
    const before = await deps.store.find(request.resourceType, request.id);
    if (!before) return { kind: "notFound" };
    if (request.ifVersion !== undefined && request.ifVersion !== before.version) return { kind: "stale" };
    const outcome = await apply(deps, change, planDeletion(before, request, change));
    if (outcome.kind !== "stale" || tries === DELETE_TRIES) return settle(outcome, before, toStored);
  }
}

function apply(
  { directory, store, cause }: Deps,
  { at }: Change,
  steps: readonly PlanStep[],
): Promise<ApplyOutcome> {
  return store.apply({ organizationId: directory.organizationId, cause, at, steps });
}

function settle(outcome: ApplyOutcome, row: ResourceRow, handOut: HandOut): WriteOutcome {
  if (outcome.kind === "conflict") return { ...outcome, value: conflictingValue(row, outcome.attribute) };
  if (outcome.kind !== "applied") return outcome;
  const { skipped } = outcome;
  const resource = handOut(outcome.row ?? row);
  return { kind: "written", resource, ...(skipped.length > 0 ? { skipped } : {}) };
}

export function toStored(row: ResourceRow): StoredResource {
  return {
    id: row.id,
    version: row.version,
    created: isoTime(row.createdAt),
    lastModified: isoTime(row.updatedAt),
    attributes: JSON.parse(row.document) as ScimObject,
  };
}

function conflictingValue(row: ResourceRow, attribute: string): string {
  const value = (JSON.parse(row.document) as ScimObject)[attribute];
  return typeof value === "string" ? value : "";
}
