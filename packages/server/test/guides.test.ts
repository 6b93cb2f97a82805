import { describe, expect, onTestFinished, test } from "vitest";
import type { TestApi } from "./support/api-client.ts";
import { findTool } from "./support/debian-tool.ts";
import { readDoc, substitute } from "./support/docs.ts";
import { freePort } from "./support/free-port.ts";
import { guideSteps, pattern, typeIn } from "./support/guide.ts";
import { type LiveServer, startLiveServer } from "./support/live-server.ts";
import { startProcess } from "./support/serve-process.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

test("every command of the first-event guide does what the guide says", async () => {
  findTool("curl", "curl");
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const port = await freePort();
  const guide = substitute(
    readDoc("guides/first-event.md"),
    new Map([
      ["localhost:8787", `localhost:${port}`],
      ["127.0.0.1:8787", `127.0.0.1:${port}`],
      ["3999", String(await freePort())],
    ]),
  );
  const [start, ...steps] = guideSteps(guide);
  const server = await startProcess(start?.command ?? "", {
    ROLLCALL_DATABASE_URL: `sqlite:${folder.path}/rollcall.db`,
    ROLLCALL_PORT: String(port),
  });
  onTestFinished(server.stop);
  const printed = server.output.slice(server.output.indexOf("API key"));
  expect(printed.trim()).toMatch(start?.output ?? /never/);

  const [, key = ""] = /^API key, shown this once: (sk_\S+)$/m.exec(printed) ?? [];
  const outputs = await typeIn(steps.map(({ command }) => command.replace("sk_your_key", key)));
  for (const [index, { output }] of steps.entries()) {
    if (output) expect(outputs[index]?.trim()).toMatch(output);
  }
}, 120_000);

describe("the Okta guide's troubleshooting", () => {
  /** The first column of the table, without what no answer of ours can say. */
  const documented = readDoc("guides/okta.md")
    .split("## 5. Troubleshooting")[1]!
    .split("\n")
    .filter((line) => /^\| [A-Z]/.test(line))
    .map((line) => line.split(" | ")[0]!.slice(2))
    .filter((text) => text !== "A timeout");

  test("quotes what the server says", async () => {
    const server = await startLiveServer("sqlite", { ROLLCALL_RATE_LIMIT: "on" });
    onTestFinished(server.close);
    const said = await provokedDetails(server);
    expect(documented.length).toBeGreaterThan(8);
    for (const text of documented) expect(said).toContainEqual(expect.stringMatching(pattern(text)));
  });
});

/** What an admin gets to read by the usual mistakes. */
async function provokedDetails({ api, mustApi, createTenant }: TestApi): Promise<readonly string[]> {
  const okta = { type: "okta scim v2.0" };
  const acme = await createTenant(okta);
  const deleted = await createTenant(okta, "Deleted");
  const disabled = await createTenant(okta, "Disabled");
  await api("DELETE", `/directories/${deleted.directoryId}`);
  await mustApi("POST", `/directories/${disabled.directoryId}/disable`);
  const narrow = await mustApi("POST", `/directories/${acme.directoryId}/tokens`, { scopes: ["get:users"] });
  await acme.must("POST", "/Users", { userName: "ada@acme.example" });
  await acme.must("POST", "/Groups", { displayName: "Engineering" });

  const withToken = async (url: string, token: unknown, method = "GET", body?: string) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/scim+json" };
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    return (await response.json()) as { detail: string };
  };
  const tooLarge = JSON.stringify({ displayName: "x".repeat(33 * 1024 * 1024) });
  const answers = [
    await acme.scim("POST", "/Users", { userName: "ADA@acme.example" }).then(({ body }) => body),
    await acme.scim("POST", "/Groups", { displayName: "engineering" }).then(({ body }) => body),
    await acme.scim("POST", "/Groups", tooLarge).then(({ body }) => body),
    await deleted.scim("GET", "/Users").then(({ body }) => body),
    await disabled.scim("GET", "/Users").then(({ body }) => body),
    await withToken(`${disabled.scimUrl}/Users`, acme.token),
    await withToken(`${acme.scimUrl}/Users`, narrow.token, "POST", "{}"),
  ];
  for (let attempt = 0; attempt < 61; attempt++)
    answers.push(await withToken(`${acme.scimUrl}/Users`, "wrong"));
  return answers.map(({ detail }) => String(detail));
}

describe("the WorkOS guide's routes", () => {
  /** Method and path of each row of a table, with ids that name nothing. */
  const listed = (heading: string) => {
    const table = readDoc("guides/workos.md").split(heading)[1]!.split("\n\n")[0]!;
    return [...table.matchAll(/^\| `([A-Z]+) (\S+)`/gm)].map(([, method = "", path = ""]) => ({
      method,
      path: path.replace(/\{\w+\}/g, "none"),
    }));
  };
  const methodsAt = async ({ api }: LiveServer, path: string) =>
    (await api("OPTIONS", path)).headers.get("allow")?.split(", ") ?? [];

  test("are there, or are not, as it says", async () => {
    const server = await startLiveServer("sqlite");
    onTestFinished(server.close);
    const present = listed("| there now |");
    const missing = listed("| missing |");
    expect([present.length, missing.length]).toEqual([31, 3]);
    for (const { method, path } of present) expect(await methodsAt(server, path), path).toContain(method);
    for (const { method, path } of missing) expect(await methodsAt(server, path), path).not.toContain(method);
  });
});

test("the single-tenant guide's address and token work, with Bearer and without", async () => {
  const token = "0123456789abcdef0123456789abcdef";
  const server = await startLiveServer("sqlite", { ROLLCALL_SCIM_TOKEN: token });
  onTestFinished(server.close);
  const status = async (path: string, authorization: string) =>
    (await fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { authorization } })).status;

  expect(await status("/scim/v2/Users", `Bearer ${token}`)).toBe(200);
  expect(await status("/scim/v2/Users", token)).toBe(200);
  expect(await status("/scim/v2/default/Users", `Bearer ${token}`)).toBe(200);
  expect(await status("/scim/v2/Users", "Bearer another")).toBe(401);

  const { id } = await server.mustApi("GET", "/organizations/external_id/rollcall-default");
  const directories = await server.mustApi("GET", `/directories?organization_id=${id}`);
  expect(directories.data).toMatchObject([{ label: "default", profile: "generic" }]);
});

test("the mappings that the Okta guide leaves in place do no harm to a PUT", async () => {
  const server = await startLiveServer("sqlite");
  onTestFinished(server.close);
  const { must } = await server.createTenant({ type: "okta scim v2.0" });
  for (const type of ["work", "", null, undefined]) {
    const userName = `${type}@acme.example`;
    const profile = {
      userName,
      emails: [{ primary: true, value: userName, type }],
      phoneNumbers: [{ primary: true, value: "+1 555 0100", type }],
      addresses: [{ primary: true, locality: "London", type }],
      active: true,
    };
    const { id, ...created } = await must("POST", "/Users", profile);
    await must("PUT", `/Users/${id}`, { ...created, id, title: "Analyst" });
    const { emails, phoneNumbers, addresses } = await must("GET", `/Users/${id}`);
    expect(emails).toMatchObject([{ value: userName, primary: true }]);
    expect(phoneNumbers).toMatchObject([{ value: "+1 555 0100" }]);
    expect(addresses).toMatchObject([{ locality: "London" }]);
  }
});
