import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig, readSecrets } from "../src/config/config.ts";
import { eventTypes } from "../src/events/event-types.ts";
import { errorCatalogue } from "../src/kernel/errors.ts";
import { projectRoot, readDoc } from "./support/docs.ts";
import { everyEvent } from "./support/every-event.ts";
import { startLiveServer } from "./support/live-server.ts";

/** The cells of every table row whose first cell is code. */
function rows(page: string): readonly (readonly string[])[] {
  const lines = page.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}

const uncoded = (cell = "") => cell.replace(/^`([^`]*)`.*$/, "$1");

test("the configuration page has each variable that the code reads, with its default", () => {
  const read = new Set<string>();
  const env = new Proxy({} as Record<string, string>, {
    get: (_, name) => void read.add(String(name)),
  });
  const config = readConfig(env);
  readSecrets(env);

  const documented = new Map(
    rows(readDoc("reference/configuration.md")).map(([name, value]) => [uncoded(name), uncoded(value)]),
  );
  expect([...documented.keys()].sort()).toEqual([...read].sort());
  expect(Object.fromEntries(documented)).toMatchObject({
    ROLLCALL_DATABASE_URL: config.databaseUrl,
    ROLLCALL_HOST: config.host,
    ROLLCALL_PORT: String(config.port),
    ROLLCALL_PUBLIC_URL: config.publicUrl,
    ROLLCALL_TRUST_PROXY: config.trustProxy.kind === "none" ? "off" : "",
    ROLLCALL_DEPROVISIONING: config.deprovisioning,
    ROLLCALL_WEBHOOK_ALLOW_PRIVATE: String(config.webhookAllowPrivate),
    ROLLCALL_RATE_LIMIT: config.rateLimit ? "on" : "off",
    ROLLCALL_LOG_LEVEL: config.logLevel,
    ROLLCALL_METRICS_PORT: String(config.metricsPort ?? "–"),
  });
});

test("the errors page has the catalogue", () => {
  const [management = ""] = readDoc("reference/errors.md").split("\n## SCIM");
  const documented = rows(management).map(([code, status]) => [uncoded(code), Number(status)]);
  expect(documented).toEqual(Object.entries(errorCatalogue).map(([code, { status }]) => [code, status]));
});

test("the errors page has every scimType", () => {
  const source = readFileSync(`${projectRoot}/packages/scim/src/message/error.ts`, "utf8");
  const [union = ""] = source.split("export type ScimType =")[1]?.split(";") ?? [];
  const types = [...union.matchAll(/"(\w+)"/g)].map(([, type]) => type);
  const [, scim = ""] = readDoc("reference/errors.md").split("\n## SCIM");
  expect(types.length).toBeGreaterThan(10);
  for (const type of types) expect(scim).toContain(`\`${type}\``);
});

/** The example of each heading. */
function examples(page: string): ReadonlyMap<string, unknown> {
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [, json = "null"] = /^```json\n([\s\S]*?)^```$/m.exec(section) ?? [];
      return [section.slice(0, section.indexOf("\n")), JSON.parse(json)];
    }),
  );
}

/** What of `real` an example shows: "…" says that it leaves something out, and not that there is no more. */
function asShown(example: unknown, real: unknown): unknown {
  if (Array.isArray(example) && Array.isArray(real))
    return example.map((item, index) => asShown(item, real[index]));
  if (typeof example !== "object" || example === null) return typeof real;
  const object = (real ?? {}) as Record<string, unknown>;
  const shown = example as Record<string, unknown>;
  const keys = "…" in shown ? Object.keys(shown).filter((key) => key !== "…") : Object.keys(object);
  return Object.fromEntries(keys.map((key) => [key, asShown(shown[key], object[key])]));
}

test("the events page shows each type as the server sends it", async () => {
  const shown = examples(readDoc("reference/events.md"));
  const envelope = shown.get("The envelope");
  expect([...shown.keys()].filter((heading) => heading !== "The envelope").sort()).toEqual(
    [...eventTypes].sort(),
  );

  const server = await startLiveServer("sqlite");
  onTestFinished(server.close);
  const sent = await everyEvent(server, eventTypes);
  expect(asShown(envelope, sent.get("dsync.user.created"))).toEqual(asShown(envelope, envelope));
  for (const type of eventTypes) {
    const example = shown.get(type);
    expect(asShown(example, sent.get(type)?.data), type).toEqual(asShown(example, example));
  }
});

test("every link and every path of the documentation leads somewhere", () => {
  const pages = execFileSync("git", ["-c", `safe.directory=${projectRoot}`, "ls-files", "*.md"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  const broken = pages
    .trim()
    .split("\n")
    .filter((page) => existsSync(join(projectRoot, page)))
    .flatMap((page) => {
      const text = readFileSync(join(projectRoot, page), "utf8");
      const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
      const near = links.filter((link) => !/^https?:/.test(link)).map((link) => join(dirname(page), link));
      const named = [...text.matchAll(/`((?:packages|docs|scripts)\/[\w./-]+\.\w+)`/g)].map(
        ([, path = ""]) => path,
      );
      return [...near, ...named]
        .filter((path) => !existsSync(join(projectRoot, path)))
        .map((path) => `${page}: ${path}`);
    });
  expect(broken).toEqual([]);
});
