import { isDeepStrictEqual } from "node:util";

type Attributes = Readonly<Record<string, unknown>>;

/** Not news by themselves: they say when and which, not what. */
const SILENT = new Set(["object", "id", "created_at", "updated_at", "raw_attributes"]);

/**
 * The contract's `previous_attributes`: the old value of each root attribute and each custom attribute that
 * differs, `null` for one that is new. `undefined` when the application would see no difference; null and
 * missing are the same to it.
 */
export function previousAttributes(before: Attributes, after: Attributes): Attributes | undefined {
  const changed = shallowDifference(before, after, (key) => !SILENT.has(key) && key !== "custom_attributes");
  const custom = shallowDifference(customOf(before), customOf(after), () => true);
  if (Object.keys(custom).length > 0) changed.custom_attributes = custom;
  return Object.keys(changed).length > 0 ? changed : undefined;
}

function shallowDifference(
  before: Attributes,
  after: Attributes,
  concerns: (key: string) => boolean,
): Record<string, unknown> {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)].filter(concerns));
  const different = [...keys].filter((key) => !isDeepStrictEqual(before[key] ?? null, after[key] ?? null));
  return Object.fromEntries(different.map((key) => [key, before[key] ?? null]));
}

function customOf(object: Attributes): Attributes {
  return (object.custom_attributes ?? {}) as Attributes;
}
