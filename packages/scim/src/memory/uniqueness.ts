import { own } from "../resource/json.ts";
import type { ScimObject } from "../schema/definition.ts";
import { fold, nameKey } from "../schema/fold.ts";
import type { CompiledType } from "../schema/resolve.ts";

/** A value that another resource may not have as well, and the key under which it is indexed. */
export type UniqueValue = { readonly attribute: string; readonly value: string; readonly key: string };

/**
 * The values of a resource that are compared with those of others (RFC 7643 §7 `uniqueness`): the type's unique
 * attribute, folded as its `caseExact` says; where names may be shared, {@link clash} decides.
 */
export function uniqueValues(attributes: ScimObject, type: CompiledType): readonly UniqueValue[] {
  const { sharedNames, uniqueAttribute } = type.definition;
  const names = [
    ...(uniqueAttribute === undefined ? [] : [uniqueAttribute]),
    ...(sharedNames === undefined ? [] : ["externalId", "displayName"]),
  ];
  return names.flatMap((attribute) => {
    const value = own(attributes, attribute);
    const exact = type.core.attributes.get(nameKey(attribute))?.definition.caseExact ?? false;
    return typeof value === "string"
      ? [{ attribute, value, key: `${attribute} ${exact ? value : fold(value)}` }]
      : [];
  });
}

/**
 * Whether two resources that share a unique value cannot both exist. Groups of one name can, when their
 * `externalId`s tell them apart: an identity provider may well have two of the same name.
 */
export function clash(
  shared: UniqueValue,
  mine: ScimObject,
  theirs: ScimObject,
  type: CompiledType,
): boolean {
  if (type.definition.sharedNames === undefined || shared.attribute !== "displayName") return true;
  const [a, b] = [own(mine, "externalId"), own(theirs, "externalId")];
  return a === undefined || b === undefined || a === b;
}
