import type { AttributeDefinition, AttributeType } from "./definition.ts";

/** What an attribute may state beside its name and type; the rest has the defaults of RFC 7643 §2.2. */
export type AttributeOptions = Partial<
  Omit<AttributeDefinition, "name" | "type" | "description" | "subAttributes">
>;

function attribute(
  type: AttributeType,
  name: string,
  description: string,
  options: AttributeOptions,
  subAttributes?: readonly AttributeDefinition[],
): AttributeDefinition {
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    ...options,
    ...(subAttributes === undefined ? {} : { subAttributes }),
  };
}

/** RFC 7643 §2.3.1. */
export function string(
  name: string,
  description: string,
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("string", name, description, options);
}

/** RFC 7643 §2.3.2. */
export function boolean(
  name: string,
  description: string,
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("boolean", name, description, options);
}

/** RFC 7643 §2.3.3. */
export function decimal(
  name: string,
  description: string,
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("decimal", name, description, options);
}

/** RFC 7643 §2.3.4. */
export function integer(
  name: string,
  description: string,
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("integer", name, description, options);
}

/** RFC 7643 §2.3.5. */
export function dateTime(
  name: string,
  description: string,
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("dateTime", name, description, options);
}

/** RFC 7643 §2.3.6: base64, and therefore case exact. */
export function binary(
  name: string,
  description: string,
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("binary", name, description, { caseExact: true, ...options });
}

/** RFC 7643 §2.3.7, with erratum 6001: a URI, and therefore case exact. */
export function reference(
  name: string,
  referenceTypes: readonly string[],
  description: string,
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("reference", name, description, { caseExact: true, referenceTypes, ...options });
}

/** RFC 7643 §2.3.8. Sub-attributes are never complex themselves. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  options: AttributeOptions = {},
): AttributeDefinition {
  return attribute("complex", name, description, options, subAttributes);
}

/** The `type` sub-attribute of RFC 7643 §2.4, with the labels its attribute suggests. */
export function label(canonicalValues: readonly string[] = []): AttributeDefinition {
  return string("type", "What this value is for, such as work or home.", {
    ...(canonicalValues.length === 0 ? {} : { canonicalValues }),
  });
}

/** The `primary` sub-attribute of RFC 7643 §2.4: true on one value of the attribute at most. */
export function primary(): AttributeDefinition {
  return boolean("primary", "Whether this is the preferred value; true on at most one of them.");
}

/** The `display` sub-attribute of RFC 7643 §2.4. */
export function display(options: AttributeOptions = {}): AttributeDefinition {
  return string("display", "A name for this value that people can read.", options);
}
