import { excerpt, invalidValue } from "../message/error.ts";
import { checkName, checkText, isObject, type JsonObject } from "../resource/json.ts";
import type {
  AttributeDefinition,
  AttributeType,
  ResourceTypeDefinition,
  SchemaDefinition,
} from "./definition.ts";
import { nameKey } from "./fold.ts";

const types: readonly AttributeType[] = [
  "string",
  "boolean",
  "decimal",
  "integer",
  "dateTime",
  "binary",
  "reference",
  "complex",
];
const urnShape = /^urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}(?::[A-Za-z0-9_.-]{1,64}){1,8}$/;
/** RFC 7643 §2.1; `$ref` is the name that its grammar forgot (erratum 8924). */
const nameShape = /^(?:[A-Za-z][A-Za-z0-9_-]{0,63}|\$ref)$/;
const maxAttributes = 100;
const maxText = 1000;

const members = new Set([
  "name",
  "type",
  "multiValued",
  "description",
  "required",
  "caseExact",
  "mutability",
  "returned",
  "uniqueness",
  "canonicalValues",
  "referenceTypes",
  "subAttributes",
]);

/**
 * Reads a schema as RFC 7643 §7 writes it: `id`, `name`, `description` and `attributes`, each with the defaults of
 * §2.2 for what it leaves out. Whatever could not be enforced afterwards is refused, unknown characteristics and
 * `uniqueness` other than `none` included, and so are the URNs that RFC 7643 §10 reserves.
 */
export function readSchemaDefinition(raw: unknown): SchemaDefinition {
  if (!isObject(raw)) throw invalidValue("A schema must be an object.");
  const id = readText(raw, "id", "The schema");
  if (!urnShape.test(id))
    throw invalidValue(`${excerpt(id)} is not a schema URN such as urn:example:acme:2.0:User.`);
  if (nameKey(id).startsWith("urn:ietf:"))
    throw invalidValue(`URNs of the IETF, such as ${excerpt(id)}, are reserved.`);
  return {
    id,
    name: readText(raw, "name", "The schema"),
    description: readText(raw, "description", "The schema", ""),
    attributes: readAttributes(raw.attributes, "The schema", types),
  };
}

/** The resource type with further, optional extensions (RFC 7643 §3.3). One with a known URN takes its place. */
export function extendResourceType(
  definition: ResourceTypeDefinition,
  schemas: readonly SchemaDefinition[],
): ResourceTypeDefinition {
  const replaced = new Set(schemas.map(({ id }) => nameKey(id)));
  const kept = definition.extensions.filter(({ schema }) => !replaced.has(nameKey(schema.id)));
  return { ...definition, extensions: [...kept, ...schemas.map((schema) => ({ schema, required: false }))] };
}

function readAttributes(
  raw: unknown,
  owner: string,
  allowed: readonly AttributeType[],
): readonly AttributeDefinition[] {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > maxAttributes) {
    throw invalidValue(`${owner} needs a list of 1 to ${maxAttributes} attributes.`);
  }
  const attributes = raw.map((attribute) => readAttribute(attribute, owner, allowed));
  const names = new Set<string>();
  for (const { name } of attributes) {
    if (names.has(nameKey(name))) throw invalidValue(`${owner} has the attribute ${excerpt(name)} twice.`);
    names.add(nameKey(name));
  }
  return attributes;
}

function readAttribute(raw: unknown, owner: string, allowed: readonly AttributeType[]): AttributeDefinition {
  if (!isObject(raw)) throw invalidValue(`Each attribute of ${owner} must be an object.`);
  const name = readText(raw, "name", "An attribute");
  checkName(name);
  if (!nameShape.test(name)) throw invalidValue(`${excerpt(name)} cannot be the name of an attribute.`);
  const label = `The attribute ${excerpt(name)}`;
  const unknown = Object.keys(raw).find((member) => !members.has(member));
  if (unknown !== undefined) throw invalidValue(`${label} cannot have ${excerpt(unknown)}.`);
  const type = readChoice(raw, "type", label, allowed, "string");
  const isUri = type === "reference" || type === "binary";
  return {
    name,
    type,
    multiValued: readBoolean(raw, "multiValued", label, false),
    description: readText(raw, "description", label, ""),
    required: readBoolean(raw, "required", label, false),
    caseExact: readBoolean(raw, "caseExact", label, isUri),
    mutability: readChoice(
      raw,
      "mutability",
      label,
      ["readOnly", "readWrite", "immutable", "writeOnly"],
      "readWrite",
    ),
    returned: readChoice(raw, "returned", label, ["always", "never", "default", "request"], "default"),
    uniqueness: readChoice(raw, "uniqueness", label, ["none"], "none"),
    ...readTexts(raw, "canonicalValues", label),
    ...readTexts(raw, "referenceTypes", label),
    ...readSubAttributes(raw, type, label),
  };
}

/** RFC 7643 §2.3.8: a complex attribute has sub-attributes, none of them complex; no other has any. */
function readSubAttributes(
  { subAttributes }: JsonObject,
  type: AttributeType,
  label: string,
): Pick<AttributeDefinition, "subAttributes"> {
  if (type === "complex") {
    const simple = types.filter((each) => each !== "complex");
    return { subAttributes: readAttributes(subAttributes, label, simple) };
  }
  if (subAttributes === undefined) return {};
  throw invalidValue(`${label} has subAttributes, but is not complex.`);
}

function readText(raw: JsonObject, member: string, label: string, fallback?: string): string {
  const value = raw[member] ?? fallback;
  if (typeof value !== "string" || value.length > maxText || (value === "" && fallback === undefined)) {
    throw invalidValue(`${label} needs a ${member}, of at most ${maxText} characters.`);
  }
  checkText(value);
  return value;
}

function readTexts(
  raw: JsonObject,
  member: "canonicalValues" | "referenceTypes",
  label: string,
): Partial<Pick<AttributeDefinition, "canonicalValues" | "referenceTypes">> {
  const value = raw[member];
  if (value === undefined) return {};
  const fits = (one: unknown) => typeof one === "string" && one.length <= maxText && one.isWellFormed();
  if (!Array.isArray(value) || value.length > maxAttributes || !value.every(fits)) {
    throw invalidValue(`${member} of ${label} must be a list of at most ${maxAttributes} texts.`);
  }
  return { [member]: value };
}

function readBoolean(raw: JsonObject, member: string, label: string, fallback: boolean): boolean {
  const value = raw[member] ?? fallback;
  if (typeof value !== "boolean") throw invalidValue(`${member} of ${label} must be true or false.`);
  return value;
}

function readChoice<const Choice extends string>(
  raw: JsonObject,
  member: string,
  label: string,
  choices: readonly Choice[],
  fallback: NoInfer<Choice>,
): Choice {
  const value = raw[member] ?? fallback;
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw invalidValue(`${member} of ${label} must be ${choices.join(" or ")}.`);
  return choice;
}
