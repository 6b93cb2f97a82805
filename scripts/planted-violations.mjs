// One violation for each thing that a gate promises to refuse.

const kernel = "packages/server/src/kernel";
const webhooks = "packages/server/src/webhooks";
const scim = "packages/scim/src";

/**
 * @typedef {object} Plant
 * @property {string} gate the npm script that must refuse it
 * @property {string} what
 * @property {{ readonly [path: string]: string }} files
 * @property {RegExp} says what one line of the gate's output must match
 */

/** @type {readonly Plant[]} */
export const plants = [
  {
    gate: "check:types",
    what: "a type error",
    files: { [`${scim}/planted-type.ts`]: 'export const planted: number = "text";\n' },
    says: /planted-type[.]ts.*TS2322/,
  },
  {
    gate: "check:types",
    what: "a type error in a script",
    files: { "scripts/planted-type.mjs": "/** @type {number} */\nexport const planted = String(1);\n" },
    says: /planted-type[.]mjs.*TS2322/,
  },
  {
    gate: "check:lint",
    what: "a default export",
    files: { [`${scim}/planted-default.ts`]: "export default 1;\n" },
    says: /planted-default[.]ts.*noDefaultExport/,
  },
  {
    gate: "check:lint",
    what: "a lint warning",
    files: { [`${scim}/planted-lint.ts`]: "export const planted = () => {\n  const unused = 1;\n};\n" },
    says: /planted-lint[.]ts.*noUnusedVariables/,
  },
  {
    gate: "check:lint",
    what: "a wrong format",
    files: { [`${scim}/planted-format.ts`]: "export const planted   = 'text'\n" },
    says: /planted-format[.]ts format/,
  },
  {
    gate: "check:rooms",
    what: "a room that imports one above it",
    files: {
      [`${kernel}/planted-room.ts`]: 'export type { Planted } from "../webhooks/planted-target.ts";\n',
    },
    says: /planted-room[.]ts -> .*planted-target[.]ts \(room packages\/server\/src\/kernel\)/,
  },
  {
    gate: "check:rooms",
    what: "a Node built-in in the protocol",
    files: { [`${scim}/planted-builtin.ts`]: 'export { readFileSync as planted } from "node:fs";\n' },
    says: /planted-builtin[.]ts -> .*\(protocol and sdk are pure\)/,
  },
  {
    gate: "check:rooms",
    what: "a SQL driver outside storage",
    files: { [`${webhooks}/planted-driver.ts`]: 'export { Kysely as planted } from "kysely";\n' },
    says: /planted-driver[.]ts -> .*\(drivers stay in storage\)/,
  },
  {
    gate: "check:rooms",
    what: "Node's own SQL driver outside storage",
    files: { [`${webhooks}/planted-sqlite.ts`]: 'export { DatabaseSync as planted } from "node:sqlite";\n' },
    says: /planted-sqlite[.]ts -> .*\(drivers stay in storage\)/,
  },
  {
    gate: "check:rooms",
    what: "the web framework outside http",
    files: { [`${webhooks}/planted-framework.ts`]: 'export { Hono as planted } from "hono";\n' },
    says: /planted-framework[.]ts -> .*\(the web framework stays in http\)/,
  },
  {
    gate: "check:rooms",
    what: "a package entered by path",
    files: {
      [`${scim}/planted-inside.ts`]: "export type Planted = 1;\n",
      "packages/simulator/src/planted-path.ts":
        'export type { Planted } from "../../scim/src/planted-inside.ts";\n',
    },
    says: /planted-path[.]ts -> .*\(packages are entered by name\)/,
  },
  {
    gate: "check:rooms",
    what: "a dependency that the package does not declare",
    files: { [`${webhooks}/planted-undeclared.ts`]: 'export { build as planted } from "vite";\n' },
    says: /planted-undeclared[.]ts -> .*\(declared dependencies only\)/,
  },
  {
    gate: "check:rooms",
    what: "a cycle of types",
    files: {
      [`${webhooks}/planted-cycle.ts`]:
        'import type { Target } from "./planted-target.ts";\n\nexport type Planted = Target;\n',
      [`${webhooks}/planted-target.ts`]:
        'import type { Planted } from "./planted-cycle.ts";\n\nexport type { Planted };\nexport type Target = { planted: Planted };\n',
    },
    says: /planted-cycle[.]ts.* -> .*planted-target[.]ts.*\(no cycles\)|planted-target[.]ts.* -> .*planted-cycle[.]ts.*\(no cycles\)/,
  },
  {
    gate: "check:rooms",
    what: "an import of test code",
    files: {
      [`${webhooks}/planted-helper.ts`]:
        'export { engines as planted } from "../../../../test/databases.ts";\n',
    },
    says: /planted-helper[.]ts -> .*\(the product does not import tests\)/,
  },
  {
    gate: "check:rooms",
    what: "an import of nothing",
    files: { [`${webhooks}/planted-nowhere.ts`]: 'export { planted } from "./nowhere.ts";\n' },
    says: /planted-nowhere[.]ts -> .*\(everything resolves\)/,
  },
  {
    gate: "check:rooms",
    what: "a file outside every room",
    files: { "packages/server/src/planted-homeless.ts": "export const planted = 1;\n" },
    says: /planted-homeless[.]ts stands in no room/,
  },
  {
    gate: "check:dead",
    what: "a file that nobody imports",
    files: { [`${scim}/planted-file.ts`]: "export const planted = 1;\n" },
    says: /planted-file[.]ts/,
  },
  {
    gate: "check:dead",
    what: "an export that nobody imports",
    files: {
      [`${scim}/planted-export.ts`]: "export const used = 1;\nexport const plantedUnused = 2;\n",
      [`${scim}/planted-export.test.ts`]:
        'import { expect, it } from "vitest";\nimport { used } from "./planted-export.ts";\n\nit("is used", () => expect(used).toBe(1));\n',
    },
    says: /plantedUnused.*planted-export[.]ts/,
  },
  {
    gate: "check:budgets",
    what: "a suppressed any",
    files: {
      [`${scim}/planted-any.ts`]:
        "// biome-ignore lint/suspicious/noExplicitAny: planted\nexport type Planted = any;\n",
    },
    says: /planted-any[.]ts:2 says any/,
  },
  {
    gate: "check:budgets",
    what: "a file of 501 lines",
    files: { [`${scim}/planted-long.ts`]: "// planted\n".repeat(501) },
    says: /planted-long[.]ts has 501 lines/,
  },
  {
    gate: "check:budgets",
    what: "a function of 81 lines",
    files: {
      [`${scim}/planted-function.ts`]: `export function planted() {\n${"  // planted\n".repeat(79)}}\n`,
    },
    says: /planted-function[.]ts:1 a function of 81 lines/,
  },
  {
    gate: "check:clean",
    what: "a path of one machine",
    files: { "docs/planted-path.md": `See /wor${"k/"}main.\n` },
    says: /planted-path[.]md:1 names a path of one machine/,
  },
  {
    gate: "check:clean",
    what: "work left without an issue",
    files: { [`${scim}/planted-later.ts`]: `// TOD${"O"}: later\n` },
    says: /planted-later[.]ts:1 leaves work without an issue/,
  },
  {
    gate: "check:clean",
    what: "a registry in a lockfile",
    files: { "docs/planted/package-lock.json": '{ "resolved": "https://registry.example/a.tgz" }\n' },
    says: /planted\/package-lock[.]json:1 names a registry/,
  },
  {
    gate: "check:conformance",
    what: "a citation of what is no requirement",
    files: {
      "scripts/planted-citation.test.ts":
        'import { expect, it } from "vitest";\n\nit("cites [A99]", () => expect(1).toBe(1));\n',
    },
    says: /planted-citation[.]test[.]ts:3 cites A99, which is no requirement/,
  },
  {
    gate: "check:conformance",
    what: "a citation of what is not claimed",
    files: {
      "scripts/planted-unclaimed.test.ts":
        'import { expect, it } from "vitest";\n\nit("cites [K1b]", () => expect(1).toBe(1));\n',
    },
    says: /planted-unclaimed[.]test[.]ts:3 cites K1b, which is not claimed/,
  },
  {
    gate: "test",
    what: "a failing test",
    files: {
      "scripts/planted-red.test.ts":
        'import { expect, it } from "vitest";\n\nit("is red", () => expect(1).toBe(2));\n',
    },
    says: /FAIL.*planted-red[.]test[.]ts/,
  },
  {
    gate: "test",
    what: "a forgotten .only in CI",
    files: {
      "scripts/planted-only.test.ts":
        'import { expect, it } from "vitest";\n\nit.only("hides the others", () => expect(1).toBe(1));\n',
    },
    says: /FAIL.*planted-only[.]test[.]ts/,
  },
];
