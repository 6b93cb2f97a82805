import { excerpt, invalidPath, invalidValue, mutability, noTarget } from "../message/error.ts";
import type { RelationChange } from "../provider/repository.ts";
import { isUrn } from "../resource/diff.ts";
import { equal } from "../resource/equal.ts";
import { checkName, isObject, type JsonObject, own } from "../resource/json.ts";
import { nameOf, readUnknown } from "../resource/read-value.ts";
import { requireRequired } from "../resource/require-required.ts";
import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import { nameKey } from "../schema/fold.ts";
import { type CompiledSchema, type CompiledType, findSchema } from "../schema/resolve.ts";
import { applyAttribute, needsValue } from "./apply-attribute.ts";
import { applyElements } from "./apply-elements.ts";
import { applyRelation } from "./apply-relation.ts";
import { containerOf, withAttribute, withValue } from "./container.ts";
import { append } from "./elements.ts";
import type { PatchOperation } from "./operation.ts";
import type { PatchOptions } from "./options.ts";
import { openPlan, type RelationPlan, toRelationChange } from "./relation-plan.ts";
import { type AttributeTarget, findTarget } from "./target.ts";

/** What a PATCH makes of a resource. */
export type PatchResult = {
  readonly attributes: ScimObject;
  /** The net change of the set relation, when the PATCH touches one. */
  readonly relation?: RelationChange;
  /** Whether anything can be different afterwards; whether a relation really is, only the repository knows. */
  readonly changed: boolean;
};

/** The work of one PATCH: the attributes so far, and what becomes of each set relation. */
type Draft = {
  attributes: ScimObject;
  readonly plans: Map<string, RelationPlan>;
  readonly type: CompiledType;
  readonly options: PatchOptions;
};

/**
 * Applies the operations of a PATCH in order, each to the result of the one before (RFC 7644 §3.5.2). Nothing is
 * changed in place: an operation that fails throws, and the resource is as it was.
 */
export function applyPatch(
  current: ScimObject,
  operations: readonly PatchOperation[],
  type: CompiledType,
  options: PatchOptions = {},
): PatchResult {
  const draft: Draft = { attributes: current, plans: new Map(), type, options };
  for (const operation of operations) applyOperation(draft, operation);
  const { attributes } = draft;
  const relations = [...draft.plans].flatMap(([name, plan]) => toRelationChange(name, plan) ?? []);
  const same = equal(current, attributes);
  if (!same) requireRequired(attributes, type);
  return {
    attributes: same ? current : attributes,
    ...(relations[0] === undefined ? {} : { relation: relations[0] }),
    changed: !same || relations.length > 0,
  };
}

function applyOperation(draft: Draft, operation: PatchOperation): void {
  const target = findTarget(operation.path, draft.attributes, draft.type, draft.options);
  if (target.kind === "resource") applyToResource(draft, operation);
  else if (target.kind === "extension") applyToContainer(draft, operation, target.schema.urn, target.schema);
  else if (target.kind === "unknownExtension") applyToContainer(draft, operation, target.urn, undefined);
  else if (target.kind === "unknownAttribute") {
    applyUnknown(draft, operation, target.urn, target.name, target.sub);
  } else applyToAttribute(draft, operation, target);
}

/** RFC 7644 §3.5.2.1 and §3.5.2.3: without path, the value is an object with the attributes to write. */
function applyToResource(draft: Draft, operation: PatchOperation): void {
  if (operation.op === "remove") throw noTarget("A remove needs a path that says what to remove.");
  for (const [name, raw] of Object.entries(objectValue(operation, "the resource"))) {
    const one = { op: operation.op, value: raw };
    if (!isUrn(name)) {
      applyNamed(draft, one, draft.type.core, undefined, name);
      continue;
    }
    const schema = findSchema(draft.type, name);
    if (schema === draft.type.core) applyToResource(draft, one);
    else applyToContainer(draft, one, schema?.urn ?? containerNamed(draft, name), schema);
  }
}

function containerNamed(draft: Draft, urn: string): string {
  return Object.keys(draft.attributes).find((name) => nameKey(name) === nameKey(urn)) ?? urn;
}

/** An extension as a whole: as without path, inside its container. */
function applyToContainer(
  draft: Draft,
  operation: PatchOperation,
  urn: string,
  schema: CompiledSchema | undefined,
): void {
  if (operation.op === "remove" || operation.value === null) {
    if (operation.op !== "add") draft.attributes = withValue(draft.attributes, urn, undefined);
    return;
  }
  for (const [name, value] of Object.entries(objectValue(operation, urn))) {
    applyNamed(draft, { op: operation.op, value }, schema, urn, name);
  }
}

function objectValue(operation: PatchOperation, label: string): JsonObject {
  const { value } = operation;
  if (value === undefined) throw needsValue(operation, label);
  if (isObject(value)) return value;
  throw invalidValue(`To ${operation.op} ${label}, the value must be an object, not ${nameOf(value)}.`);
}

/** One attribute named inside a value. */
function applyNamed(
  draft: Draft,
  operation: PatchOperation,
  schema: CompiledSchema | undefined,
  urn: string | undefined,
  name: string,
): void {
  const attribute = schema?.attributes.get(nameKey(name))?.definition;
  if (attribute === undefined) {
    applyUnknown(draft, operation, urn, name);
  } else if (attribute.mutability === "readOnly") {
    checkReadOnlyEcho(draft, operation, attribute);
  } else {
    const label = urn === undefined ? attribute.name : `${urn}:${attribute.name}`;
    const target = { kind: "attribute", attribute, label } as const;
    applyToAttribute(draft, operation, urn === undefined ? target : { ...target, urn });
  }
}

/** Clients repeat what they read: `meta`, and the id of the resource itself (RFC 7643 §3.1), are no change. */
function checkReadOnlyEcho(draft: Draft, operation: PatchOperation, attribute: AttributeDefinition): void {
  if (attribute.name === "meta") return;
  if (attribute.name === "id" && operation.value === draft.options.id) return;
  if (!draft.options.dialect?.allows?.("ignoreReadOnly")) throw readOnly(attribute.name);
}

function applyToAttribute(draft: Draft, operation: PatchOperation, target: AttributeTarget): void {
  const { attribute, urn, label } = target;
  if (attribute.mutability === "readOnly") throw readOnly(label);
  // `schemas` is computed from what the resource has; passwords are dropped at the door.
  if (attribute.name === "schemas" && urn === undefined) return;
  if (attribute.mutability === "writeOnly") return;
  if (urn === undefined && draft.type.definition.relations[attribute.name] === "set") {
    const plan = draft.plans.get(attribute.name) ?? openPlan();
    applyRelation(plan, operation, target, draft.options);
    draft.plans.set(attribute.name, plan);
    return;
  }
  const current = own(containerOf(draft.attributes, urn), attribute.name);
  const next =
    target.filter === undefined && target.sub === undefined
      ? applyAttribute(current, operation, attribute, label, draft.options)
      : applyElements(current, operation, target, draft.options);
  draft.attributes = withAttribute(draft.attributes, urn, attribute.name, next);
}

function readOnly(label: string): Error {
  return mutability(`${label} is read-only.`);
}

/** What no schema describes is kept as sent: an `add` appends to a list and merges into an object. */
function applyUnknown(
  draft: Draft,
  operation: PatchOperation,
  urn: string | undefined,
  name: string,
  sub?: string,
): void {
  for (const part of sub === undefined ? [name] : [name, sub]) checkName(part);
  if (operation.op !== "remove" && operation.value === undefined) throw needsValue(operation, name);
  const container = containerOf(draft.attributes, urn);
  const key = Object.keys(container).find((other) => nameKey(other) === nameKey(name)) ?? name;
  const current = own(container, key);
  const read = operation.op === "remove" ? undefined : readUnknown(operation.value, sub ?? name, urn ?? "");
  let next: ScimValue | undefined;
  if (sub === undefined) next = operation.op === "add" ? combine(current, read) : read;
  else if (current === undefined || isObject(current))
    next = withValue((current ?? {}) as ScimObject, sub, read);
  else throw invalidPath(`${excerpt(name)} has no parts, so ${excerpt(`${name}.${sub}`)} names nothing.`);
  draft.attributes = withAttribute(draft.attributes, urn, key, next);
}

function combine(current: ScimValue | undefined, added: ScimValue | undefined): ScimValue | undefined {
  if (added === undefined || current === undefined) return added ?? current;
  if (Array.isArray(current)) return append(current, Array.isArray(added) ? added : [added]).values;
  return isObject(current) && isObject(added)
    ? { ...(current as ScimObject), ...(added as ScimObject) }
    : added;
}
