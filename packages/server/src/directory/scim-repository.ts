import type {
  ListQuery,
  Repository,
  ResourceChange,
  ScimObject,
  StoredResource,
  WriteOutcome,
} from "@rollcall/scim";
import type { Cause } from "../events/event.ts";
import { type Clock, isoTime } from "../kernel/clock.ts";
import type { Change } from "./change.ts";
import type { Directory } from "./directory.ts";
import { planGroupCreation, planGroupDeletion, planGroupUpdate, planMembership } from "./plan-group.ts";
import { planUserCreation, planUserDeletion, planUserUpdate } from "./plan-user.ts";
import type { ResourceRow, ResourceStore } from "./resource-store.ts";
import type { ApplyOutcome, PlanStep } from "./write-plan.ts";

/** A deletion is computed from a row that another request may change meanwhile: so often it reads again. */
const DELETE_TRIES = 5;

/**
 * One directory as the SCIM provider's repository: turns each change of a resource into a plan of rows, set
 * operations and events, and has storage apply it whole.
 */
export function createScimRepository(deps: {
  readonly directory: Directory;
  readonly store: ResourceStore;
  readonly cause: Cause;
  readonly clock: Clock;
}): Repository {
  const { directory, store, cause, clock } = deps;
  /** The row behind each resource handed out, so that a write needs no second read. */
  const rows = new WeakMap<StoredResource, ResourceRow>();

  const handOut = (row: ResourceRow): StoredResource => {
    const resource = toStored(row);
    rows.set(resource, row);
    return resource;
  };

  const apply = (change: Change, steps: readonly PlanStep[]) =>
    store.apply({ organizationId: directory.organizationId, cause, at: change.at, steps });

  async function create(
    request: Extract<ResourceChange, { kind: "create" }>,
    change: Change,
  ): Promise<WriteOutcome> {
    const members = { relation: request.relation, rejectUnknown: request.rejectUnknownReferences ?? false };
    const { row, steps } =
      request.resourceType === "User"
        ? planUserCreation(request.attributes, change)
        : planGroupCreation(request.attributes, members, change);
    return settle(await apply(change, steps), row);
  }

  async function update(
    request: Extract<ResourceChange, { kind: "update" }>,
    change: Change,
  ): Promise<WriteOutcome> {
    const members = { relation: request.relation, rejectUnknown: request.rejectUnknownReferences ?? false };
    const before = rows.get(request.base) ?? (await store.find(request.resourceType, request.id));
    if (!before) return { kind: "notFound" };
    if (!request.attributes)
      return settle(await apply(change, planMembership(request.id, members, request.ifVersion)), before);
    if (before.version !== request.base.version) return { kind: "stale" };
    const { row, steps } =
      request.resourceType === "User"
        ? planUserUpdate(before, request.attributes, change)
        : planGroupUpdate(before, request.attributes, members, change);
    return settle(await apply(change, steps), row);
  }

  async function remove(
    request: Extract<ResourceChange, { kind: "delete" }>,
    change: Change,
  ): Promise<WriteOutcome> {
    for (let tries = 1; ; tries++) {
      const before = await store.find(request.resourceType, request.id);
      if (!before) return { kind: "notFound" };
      if (request.ifVersion !== undefined && request.ifVersion !== before.version) return { kind: "stale" };
      const steps =
        request.resourceType === "User"
          ? planUserDeletion(before, change)
          : planGroupDeletion(before, change);
      const outcome = await apply(change, steps);
      if (outcome.kind === "applied") return { kind: "written", resource: toStored(before) };
      if (outcome.kind !== "stale" || tries === DELETE_TRIES) return settle(outcome, before);
    }
  }

  function settle(outcome: ApplyOutcome, row: ResourceRow): WriteOutcome {
    if (outcome.kind === "conflict") return { ...outcome, value: conflictingValue(row, outcome.attribute) };
    if (outcome.kind !== "applied") return outcome;
    const { version = row.version, updatedAt = row.updatedAt, skipped } = outcome;
    return {
      kind: "written",
      resource: handOut({ ...row, version, updatedAt }),
      ...(skipped.length > 0 ? { skipped } : {}),
    };
  }

  return {
    async find(type, id) {
      const row = await store.find(type, id);
      return row && handOut(row);
    },
    async list(type, query: ListQuery) {
      const { total, rows: found } = await store.list(type, query);
      return { totalResults: total, resources: found.map(handOut) };
    },
    relations: (type, attribute, ids) => store.relations(type, attribute, ids),
    write(request) {
      const change: Change = { directory, cause, at: clock.now() };
      if (request.kind === "create") return create(request, change);
      return request.kind === "update" ? update(request, change) : remove(request, change);
    },
  };
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
