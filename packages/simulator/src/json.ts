export type JsonObject = { readonly [name: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A string, or "" for anything else: servers leave attributes out. */
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The objects of a multi-valued attribute, or of nothing. */
export const objects = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
