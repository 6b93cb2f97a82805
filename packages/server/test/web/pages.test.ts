import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WEB_FOLDER } from "../../src/app/installation.ts";
import { createWebFiles } from "../../src/http/web/web-files.ts";
import { type ApiServer, startApiServer } from "../management/api-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type WebClient, webClient } from "../support/web-client.ts";

let server: ApiServer;
let web: WebClient;

beforeAll(async () => {
  server = await startApiServer("sqlite");
  web = webClient(server.origin);
});

afterAll(() => server.close());

describe.each(["/dashboard/", "/dashboard/organizations/org_1", "/setup/", "/setup/?token=x"])(
  "%s",
  (path) => {
    test("is a page that runs our own files only, in no frame, and is kept by nobody", async () => {
      const { status, headers, text } = await web.call("GET", path);
      expect(status).toBe(200);
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
      expect(nonce.length).toBeGreaterThan(20);
      expect(text).toContain(`nonce="${nonce}"`);
      expect(text).not.toContain("__NONCE__");
      expect((await web.call("GET", path)).headers.get("content-security-policy")).not.toBe(policy);
    });
  },
);

test("the addresses without a slash lead to those with one, and lose no token", async () => {
  expect((await web.call("GET", "/setup?token=x")).headers.get("location")).toBe("/setup/?token=x");
  expect((await web.call("GET", "/dashboard")).headers.get("location")).toBe("/dashboard/");
});

test("assets are kept for ever, are of their type, and come compressed to who takes it", async () => {
  const names = readdirSync(join(WEB_FOLDER, "assets")).filter((name) => /[.](js|css)$/.test(name));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const asked = { headers: { "Accept-Encoding": "gzip, br" } };
    const { status, headers } = await web.call("GET", `/_/assets/${name}`, asked);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(headers.get("content-type")).toMatch(name.endsWith(".js") ? /^text\/javascript/ : /^text\/css/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-encoding")).toBe("br");
    const packed = readFileSync(join(WEB_FOLDER, "assets", `${name}.br`));
    expect(brotliDecompressSync(packed)).toEqual(readFileSync(join(WEB_FOLDER, "assets", name)));
  }
});

test("nothing else is handed out", async () => {
  for (const path of [
    "/_/assets/nothing.js",
    "/_/assets/..%2Fdashboard.html",
    "/_/assets/%2e%2e/%2e%2e/package.json",
    "/_/assets/",
    "/_/nothing",
    "/_/dashboard.html",
  ]) {
    const { status, body } = await web.call("GET", path);
    expect({ path, status }).toEqual({ path, status: path.includes("%2e%2e/%2e%2e") ? 401 : 404 });
    expect(body.message).toBeTruthy();
  }
});

test("without a build the pages say how to make it, and are there once it is made", async () => {
  const folder = temporaryFolder();
  const answer = await createWebFiles(folder.path).page("portal");
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain("npm run build -w @rollcall/web");
  folder.remove();
});

/** What a page loads before it shows anything: its scripts and all that they import at once. */
function firstLoad(page: string): { readonly scripts: readonly string[]; readonly bytes: number } {
  const html = readFileSync(join(WEB_FOLDER, page), "utf8");
  const found = new Set([...html.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name!));
  for (const name of found) {
    const source = readFileSync(join(WEB_FOLDER, "assets", name), "utf8");
    for (const [, imported] of source.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      found.add(imported!);
  }
  const bytes = [...found].map((name) => readFileSync(join(WEB_FOLDER, "assets", `${name}.br`)).length);
  return { scripts: [...found], bytes: bytes.reduce((sum, each) => sum + each, 0) };
}

test("the portal's first load stays under 200 kB of compressed script", () => {
  const { scripts, bytes } = firstLoad("portal.html");
  expect(scripts.length).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(200_000);
});

test("the dashboard loads its pages as they are opened", () => {
  const { scripts, bytes } = firstLoad("dashboard.html");
  expect(bytes).toBeLessThan(200_000);
  expect(scripts.filter((name) => /-page-/.test(name))).toEqual([]);
});
