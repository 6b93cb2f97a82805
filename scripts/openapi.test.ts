import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import committed from "../openapi/rollcall.json" with { type: "json" };
import { type Document, lintOpenApi } from "./openapi-rules.mjs";
import { typesOf } from "./openapi-types.mjs";
import { root } from "./project-files.mjs";

const document = committed as unknown as Document;

/** The committed document after one change. */
function changed(change: (document: ReturnType<typeof mutable>) => void): Document {
  const copy = mutable();
  change(copy);
  return copy as unknown as Document;
}

const mutable = () => structuredClone(committed) as unknown as Mutable;
type Fields = { [key: string]: unknown };
type Mutable = {
  tags: Fields[];
  paths: { [path: string]: { [method: string]: Fields & { parameters: Fields[]; responses: Fields } } };
  components: { schemas: { [name: string]: Fields & { properties: { [name: string]: Fields } } } };
};

describe("the rules", () => {
  test("find nothing in the committed document", () => {
    expect(lintOpenApi(document)).toEqual([]);
  });

  const get = (d: Mutable) => d.paths["/organizations/{id}"]!.get!;
  const post = (d: Mutable) => d.paths["/organizations"]!.post!;
  const enable = (d: Mutable) => d.paths["/directories/{id}/enable"]!.post!;
  const name = (d: Mutable) => d.components.schemas.Organization!.properties.name!;

  test.each<[string, (document: Mutable) => unknown]>([
    ["GET /organizations/{id} has no summary", (d) => delete get(d).summary],
    ["GET /organizations/{id} has no operationId", (d) => delete get(d).operationId],
    ["GET /organizations/{id} needs exactly one tag", (d) => delete get(d).tags],
    ["POST /portal/generate_link has the tag Admin portal, which nothing describes", (d) => d.tags.pop()],
    ["GET /organizations/{id} does not list 401", (d) => delete get(d).responses["401"]],
    ["GET /organizations/{id} does not list 404", (d) => delete get(d).responses["404"]],
    ["GET /organizations/{id} does not list 422", (d) => delete get(d).responses["422"]],
    ["GET /organizations/{id} does not list 429", (d) => delete get(d).responses["429"]],
    ["GET /organizations/{id} does not list 500", (d) => delete get(d).responses["500"]],
    ["GET /organizations/{id} does not list 503", (d) => delete get(d).responses["503"]],
    ["POST /organizations does not list 413", (d) => delete post(d).responses["413"]],
    ["POST /directories/{id}/enable does not list 415", (d) => delete enable(d).responses["415"]],
    ["GET /organizations/{id} lists no success", (d) => delete get(d).responses["200"]],
    [
      "GET /organizations/{id} answers 404 with something other than an ApiError",
      (d) => {
        get(d).responses["404"] = { description: "No." };
      },
    ],
    ["GET /organizations/{id}: id has no description", (d) => delete get(d).parameters[0]!.description],
    ["Organization has no description", (d) => delete d.components.schemas.Organization!.description],
    ["Organization.name has no description", (d) => delete name(d).description],
    ["Organization.name has no example", (d) => delete name(d).example],
    [
      "Organization.name has a pattern with a flag",
      (d) => {
        name(d).pattern = "^[a-z]+$/i";
      },
    ],
    [
      "operationId getOrganization is given twice",
      (d) => {
        d.paths["/directories/{id}"]!.get!.operationId = "getOrganization";
      },
    ],
    [
      "CreateOrganization.domain_data[].state has no example",
      (d) => {
        const { items } = d.components.schemas.CreateOrganization!.properties.domain_data! as {
          items: { properties: { state: Fields } };
        };
        delete items.properties.state.example;
      },
    ],
  ])("say: %s", (problem, change) => {
    expect(lintOpenApi(changed(change))).toEqual([problem]);
  });
});

describe("the types", () => {
  const typeOf = (schema: object) =>
    typesOf({ ...document, paths: {}, components: { schemas: { T: schema } } } as Document)
      .split("export type T = ")[1]
      ?.replace(/\s+/g, " ");

  test.each<[object, string]>([
    [{ type: "string" }, "string;"],
    [{ type: ["integer", "null"] }, "number | null;"],
    [{ type: "string", enum: ["a", 'b"'] }, '"a" | "b\\"";'],
    [{ type: "array", items: { type: ["string", "null"] } }, "readonly (string | null)[];"],
    [{ type: "array", items: {} }, "readonly (unknown)[];"],
    [{ type: "object", additionalProperties: { type: "boolean" } }, "{ readonly [key: string]: boolean };"],
    [{ type: "object" }, "{ readonly [key: string]: unknown };"],
    [
      { type: "object", required: ["a"], properties: { a: { type: "boolean" }, "b-c": {} } },
      '{ readonly a: boolean; readonly "b-c"?: unknown | undefined; };',
    ],
    [{ anyOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }] }, "(A) | (B);"],
    [{ allOf: [{ $ref: "#/components/schemas/A" }, { type: "object", properties: {} }] }, "(A) & ({ });"],
    [
      {
        type: "object",
        properties: { a: { type: "string", description: "Ends */ here.", deprecated: true } },
      },
      "{ /** Ends *\\/ here. @deprecated */ readonly a?: string | undefined; };",
    ],
  ])("of %j are written as %s", (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  test("are not made of what the generator does not know", () => {
    expect(() => typeOf({ type: "date" })).toThrow("does not know the type date");
  });
});

test("--check fails on a stale file and says where; without it the file is written anew", () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-openapi-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const path of ["scripts", "openapi", "packages", "package.json", "biome.json", ".gitignore"])
    cpSync(join(root, path), join(folder, path), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, ".git"));
  const openapi = (...parameters: readonly string[]) => {
    const script = join(folder, "scripts/openapi.mjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...parameters], {
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  };

  expect(openapi("--check")).toMatchObject({ status: 0 });
  const file = join(folder, "packages/sdk/src/generated/types.ts");
  const fresh = readFileSync(file, "utf8");
  writeFileSync(file, fresh.replace("readonly email: string | null", "readonly email: string"));
  const { status, output } = openapi("--check");
  expect(status).toBe(1);
  expect(output).toMatch(
    /types[.]ts:\d+ is stale, run `npm run openapi`: it has readonly email: string;, the routes give readonly email: string [|] null;/,
  );
  expect(openapi()).toMatchObject({ status: 0 });
  expect(readFileSync(file, "utf8")).toBe(fresh);
});
