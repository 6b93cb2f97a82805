import { z } from "@hono/zod-openapi";

/** The answer of a route for its document. */
export function jsonResponse<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A body that has to be there. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: { "application/json": { schema } } };
}

export function objectName<Name extends string>(name: Name) {
  return z.literal(name).openapi({ description: `Always \`${name}\`.`, example: name });
}

export function idField(description: string, example: string) {
  return z.string().openapi({ description, example });
}

export function timeField(description: string) {
  return z.string().openapi({ description, example: "2026-01-15T12:00:00.000Z", format: "date-time" });
}

export function idParameter(description: string, example: string) {
  return z.object({ id: z.string().openapi({ description, example }) });
}

export const nameField = z.string().min(1).max(255);
