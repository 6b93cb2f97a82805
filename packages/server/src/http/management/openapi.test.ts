import { expect, test } from "vitest";
import { silentLogger } from "../../kernel/logger.ts";
import { createManagementApp, type ManagementDeps } from "./index.ts";

type Schema = {
  readonly description?: string;
  readonly example?: unknown;
  readonly examples?: unknown;
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
};

/** Only the routes' definitions are read, so that nothing stands behind them. */
const app = createManagementApp({ publicUrl: "", logger: silentLogger } as unknown as ManagementDeps);
const document = app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Rollcall", version: "1" } });
const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as object).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
);

function undescribed(name: string, schema: Schema): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const complete =
      property.description !== undefined &&
      (property.example !== undefined || property.examples !== undefined);
    return [
      ...(complete || property.$ref || property.allOf ? [] : [`${name}.${key}`]),
      ...undescribed(`${name}.${key}`, property),
      ...undescribed(`${name}.${key}[]`, property.items ?? {}),
    ];
  });
}

test("every property has a description and an example", () => {
  expect(Object.entries(schemas).flatMap(([name, schema]) => undescribed(name, schema))).toEqual([]);
});

test("every operation has a summary and tags, and lists the refusals that any request may meet", () => {
  expect(operations.length).toBeGreaterThan(20);
  for (const { name, operation } of operations) {
    expect([name, operation.summary, operation.tags?.length]).toEqual([name, expect.any(String), 1]);
    expect([name, Object.keys(operation.responses)]).toEqual([
      name,
      expect.arrayContaining(["401", "429", "500", "503"]),
    ]);
  }
});

test("every parameter has a description and an example", () => {
  for (const { name, operation } of operations)
    for (const parameter of operation.parameters ?? []) {
      const { description, example } = { ...parameter.schema, ...parameter };
      expect([name, parameter.name, description, example]).toEqual([
        name,
        parameter.name,
        expect.any(String),
        expect.anything(),
      ]);
    }
});
