import { invalidValue } from "../message/error.ts";
import type { AttributeDefinition, ScimObject, ScimValue } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";
import { isObject, own } from "./json.ts";

/**
 * Refuses a resource that lacks a required attribute (RFC 7643 §2.2: a value must exist after the operation).
 * Required sub-attributes count where their parent is assigned; an extension's, where the extension is.
 */
export function requireRequired(attributes: ScimObject, type: CompiledType): void {
  const { definition } = type;
  check(definition.schema.attributes, attributes, "", definition.relations);
  for (const { schema, required } of definition.extensions) {
    const container = own(attributes, schema.id);
    if (isObject(container)) check(schema.attributes, container as ScimObject, `${schema.id}:`, {});
    else if (required) throw invalidValue(`The extension ${schema.id} is required.`);
  }
}

function check(
  attributes: readonly AttributeDefinition[],
  values: ScimObject,
  prefix: string,
  relations: Readonly<Record<string, unknown>>,
): void {
  for (const attribute of attributes) {
    // Relations live apart from the document, and read-only attributes are not the client's to give.
    if (own(relations, attribute.name) !== undefined || attribute.mutability === "readOnly") continue;
    const value = own(values, attribute.name);
    const label = `${prefix}${attribute.name}`;
    if (value === undefined || value === "") {
      if (attribute.required) throw invalidValue(`${label} is required.`);
    } else if (attribute.subAttributes !== undefined) {
      for (const element of elementsOf(value)) check(attribute.subAttributes, element, `${label}.`, {});
    }
  }
}

function elementsOf(value: ScimValue): readonly ScimObject[] {
  return (Array.isArray(value) ? value : [value]).filter((element) => isObject(element)) as ScimObject[];
}
