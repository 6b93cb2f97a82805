import { parsePath, type ScimObject, type ScimValue } from "@rollcall/scim";

/** The value at `name`, `name.sub` or `urn:name.sub`; of a multi-valued attribute the primary element's, else the first's. */
export function readScimPath(document: ScimObject, path: string): ScimValue | undefined {
  const { urn, name, sub } = parsePath(path);
  const container = urn === undefined ? document : (document[urn] as ScimObject | undefined);
  const value = container?.[name];
  if (sub === undefined || value === undefined) return value;
  const element = Array.isArray(value) ? (value.find((each) => each.primary === true) ?? value[0]) : value;
  return (element as ScimObject | undefined)?.[sub];
}
