import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { fencedBlocks } from "./fenced-blocks.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** What the compiler says of this code, where there is nothing of Node: only what browsers and workers have. */
function complaints(library: string, sources: Readonly<Record<string, string>>): readonly string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    lib: [
      "lib.es2024.d.ts",
      `lib.${library}.d.ts`,
      `lib.${library}.asynciterable.d.ts`,
      `lib.${library}.iterable.d.ts`,
    ],
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  const virtual = new Map(Object.entries(sources).map(([name, text]) => [`${folder}test/${name}`, text]));
  host.readFile = (path) => virtual.get(path) ?? readFile.call(host, path);
  host.fileExists = (path) => virtual.has(path) || fileExists.call(host, path);
  const program = ts.createProgram([`${folder}src/index.ts`, ...virtual.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

test.each(["dom", "webworker"])("the source needs nothing but what %s has", (library) => {
  expect(complaints(library, {})).toEqual([]);
  const planted = { "planted.ts": "export const planted = Buffer.from(String(process.pid));" };
  expect(complaints(library, planted)).toHaveLength(2);
});

test("the README's examples compile against the types", () => {
  const readme = readFileSync(`${folder}README.md`, "utf8");
  const examples = fencedBlocks(readme, "ts").map((text, index) => [`readme-${index}.ts`, text] as const);
  expect(examples.length).toBeGreaterThan(1);
  const environment = { "environment.d.ts": "declare const process: { env: Record<string, string> };" };
  expect(complaints("webworker", { ...environment, ...Object.fromEntries(examples) })).toEqual([]);
});
