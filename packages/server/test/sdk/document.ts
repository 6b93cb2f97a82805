import { expect } from "vitest";
import { z } from "zod";
import document from "../../../../openapi/rollcall.json" with { type: "json" };

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
type Operation = {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
};

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    shape: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
    // A fixed segment is more than a parameter: `external_id/…` is no organization's id.
    parameters: path.split("{").length,
    method: method.toUpperCase(),
    operation: operation as Operation,
  })),
);

const schemas = new Map<object, z.ZodType>();

/** Read strictly: a property that the document does not name is a mistake of one of the two. */
function compiled(schema: object): z.ZodType {
  const known = schemas.get(schema);
  if (known) return known;
  const made = z.fromJSONSchema(inlined(schema) as JsonSchema);
  schemas.set(schema, made);
  return made;
}

/** The schema with its references put in place and every object closed. */
function inlined(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inlined);
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref, allOf, ...rest } = schema as {
    $ref?: string;
    allOf?: readonly object[];
    properties?: object;
  };
  if ($ref) {
    const name = $ref.replace("#/components/schemas/", "") as keyof typeof document.components.schemas;
    return inlined(document.components.schemas[name]);
  }
  if (allOf) return merged(allOf.map((part) => inlined(part) as ObjectSchema));
  // An example may hold anything, also what looks like a schema.
  const entries = Object.entries(rest).filter(([key]) => key !== "example" && key !== "description");
  const inner = entries.map(([key, value]) => [
    key,
    key === "properties" ? mapValues(value as object, inlined) : inlined(value),
  ]);
  return { ...Object.fromEntries(inner), ...(rest.properties ? { additionalProperties: false } : {}) };
}

type ObjectSchema = { readonly properties?: object; readonly required?: readonly string[] };

function merged(parts: readonly ObjectSchema[]): object {
  return {
    type: "object",
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
    additionalProperties: false,
  };
}

function mapValues(object: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(
    Object.entries(object)
      // A property that is called `description` is none of the schema's.
      .map(([key, value]) => [key, change(value)]),
  );
}

/** A fetch that holds every answer against the API's document, and knows what was never asked for. */
export function checkAnswers() {
  const called = new Set<string>();
  let count = 0;
  return {
    async fetch(url: string, init: RequestInit): Promise<Response> {
      count += 1;
      const response = await fetch(url, init);
      const { pathname } = new URL(url);
      const [found] = operations
        .filter(({ shape, method }) => method === init.method && shape.test(pathname))
        .sort((a, b) => a.parameters - b.parameters);
      if (!found) throw new Error(`the document has no ${init.method} ${pathname}`);
      if (response.ok) called.add(found.name);
      const documented = found.operation.responses[response.status];
      expect([found.name, response.status, documented !== undefined]).toEqual([
        found.name,
        response.status,
        true,
      ]);
      const schema = documented?.content?.["application/json"]?.schema;
      const text = await response.clone().text();
      if (schema) expectToFit(`${found.name} ${response.status}`, compiled(schema), JSON.parse(text));
      else expect([found.name, text]).toEqual([found.name, ""]);
      return response;
    },
    count: () => count,
    neverCalled: () => operations.map(({ name }) => name).filter((name) => !called.has(name)),
  };
}

function expectToFit(name: string, schema: z.ZodType, body: unknown): void {
  const { error } = schema.safeParse(body);
  if (error) throw new Error(`${name}: ${z.prettifyError(error)}\n${JSON.stringify(body, null, 1)}`);
}
