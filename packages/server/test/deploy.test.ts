import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningServer, readConfig, silentLogger, startServer } from "../src/index.ts";
import { projectRoot, readDoc } from "./support/docs.ts";
import { type Answer, type Call, httpsCall } from "./support/https-call.ts";
import {
  type Certificate,
  type ProxySetting,
  publicName,
  type RunningProxy,
  selfSignedCertificate,
  startCaddy,
  startNginx,
} from "./support/proxies.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const proxies = { caddy: startCaddy, nginx: startNginx } satisfies Record<
  string,
  (setting: ProxySetting) => Promise<RunningProxy>
>;

const apiKey = `sk_${randomBytes(24).toString("hex")}`;
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
const MEGABYTE = 1024 * 1024;

describe.each(Object.entries(proxies))("Rollcall behind %s, by the example file", (_name, startProxy) => {
  const folder = temporaryFolder();
  let certificate: Certificate;
  let server: RunningServer;
  let serving = false;
  let proxy: RunningProxy;
  let base: string;
  let token: string;

  const call = (request: Call): Promise<Answer> => httpsCall(proxy.port, certificate.pem, request);
  const scim = (path: string, request: Omit<Call, "path"> = {}): Promise<Answer> =>
    call({
      ...request,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/scim+json",
        ...request.headers,
      },
    });
  const setting = (): ProxySetting => ({
    upstream: `127.0.0.1:${server.port}`,
    certificate,
    folder: folder.path,
  });

  beforeAll(async () => {
    certificate = selfSignedCertificate(folder.path);
    server = await startServer({
      config: readConfig({
        ROLLCALL_DATABASE_URL: `sqlite:${folder.path}/rollcall.db`,
        ROLLCALL_PORT: "0",
        ROLLCALL_PUBLIC_URL: `https://${publicName}`,
        ROLLCALL_TRUST_PROXY: "1",
      }),
      secrets: { apiKey, scimToken: undefined, secretKeys: undefined },
      logger: silentLogger,
    });
    serving = true;
    proxy = await startProxy(setting());
    const organization = await manage("/organizations", { name: "Acme" });
    const directory = await manage("/directories", {
      organization_id: organization.id,
      name: "Acme Okta",
      type: "okta scim v2.0",
    });
    base = new URL(directory.scim_url ?? "").pathname;
    token = (await manage(`/directories/${directory.id}/tokens`, {})).token ?? "";
  }, 400_000);

  afterAll(async () => {
    await proxy?.stop();
    if (serving) await server.close();
    folder.remove();
  });

  async function manage(path: string, body: object): Promise<Record<string, string>> {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(201);
    return response.json() as Promise<Record<string, string>>;
  }

  function expectScimError(answer: Answer, status: number): void {
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/scim+json; charset=utf-8");
    expect(JSON.parse(answer.text)).toMatchObject({ schemas: [ERROR], status: String(status) });
    expect(JSON.parse(answer.text).detail).toMatch(/^[A-Z].*\.$/);
  }

  test("a user is created and listed with addresses on the public URL [A1a, A2a]", async () => {
    const created = await scim(`${base}/Users`, {
      method: "POST",
      body: JSON.stringify({
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: "ada@acme.test",
      }),
    });
    expect(created.status).toBe(201);
    const { id, meta } = JSON.parse(created.text);
    expect(meta.location).toBe(`https://${publicName}${base}/Users/${id}`);
    expect(created.headers.location).toBe(meta.location);

    const filter = "filter=userName+eq+%22ada%40acme.test%22&startIndex=1&count=100";
    const listed = await scim(`${base}/Users?${filter}`);
    expect(JSON.parse(listed.text)).toMatchObject({ totalResults: 1, Resources: [{ id, meta }] });
  });

  test("the Authorization header arrives as the provider wrote it", async () => {
    for (const authorization of [token, `bearer ${token}`, `Bearer Bearer ${token}`]) {
      expect((await scim(`${base}/Users`, { headers: { authorization } })).status).toBe(200);
    }
    expectScimError(await scim(`${base}/Users`, { headers: { authorization: "non-token" } }), 401);
  });

  test("slashes that a pasted base URL doubles are tolerated", async () => {
    expect((await scim(`${base}//Users?startIndex=1&count=2`)).status).toBe(200);
    expect((await scim(`/${base}//Users`)).status).toBe(200);
  });

  test("a group of more than 2 MiB passes", async () => {
    const user = JSON.parse((await scim(`${base}/Users`)).text).Resources[0];
    const members = Array.from({ length: 30_000 }, () => ({
      value: user.id,
      display: "Ada Lovelace, of Acme and its suppliers",
    }));
    const body = JSON.stringify({ displayName: "Everyone", members });
    expect(Buffer.byteLength(body)).toBeGreaterThan(2 * MEGABYTE);
    const created = await scim(`${base}/Groups`, { method: "POST", body });
    expect(created.status).toBe(201);
    expect(JSON.parse(created.text).members).toHaveLength(1);
  });

  test("33 MiB are refused in JSON, whether the length is announced or not", async () => {
    const body = Buffer.alloc(33 * MEGABYTE, 32);
    const refused = (more: object) =>
      answerBeforeReset(() => scim(`${base}/Groups`, { method: "POST", body, ...more }));
    expectScimError(await refused({}), 413);
    expectScimError(await refused({ chunked: true }), 413);
  });

  test("the client is known by its own address, whatever it writes into X-Forwarded-For", async () => {
    const knock = (from: string, forged = "203.0.113.9") =>
      call({ path: `${base}/Users`, from, headers: { authorization: "wrong", "x-forwarded-for": forged } });
    const answers = await Promise.all(
      Array.from({ length: 61 }, (_, index) => knock("127.0.0.2", `203.0.113.${index}`)),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60);
    const refused = await knock("127.0.0.2");
    expectScimError(refused, 429);
    expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
    expectScimError(await knock("127.0.0.3"), 401);
  });

  test("the admin portal is open to everyone, the dashboard is not", async () => {
    const portal = await call({ path: "/setup/?token=x" });
    const same = await fetch(`http://127.0.0.1:${server.port}/setup/?token=x`);
    expect([portal.status, portal.headers["content-type"]]).toEqual([
      same.status,
      same.headers.get("content-type"),
    ]);
    expectScimError(await call({ path: "/dashboard/" }), 403);
    expectScimError(await call({ path: "/_/session" }), 403);
    expect((await call({ path: "/_/portal/session" })).text).not.toContain("closed to yours");
  });

  test("the management API answers the application's networks only", async () => {
    const request = { path: "/organizations", headers: { authorization: `Bearer ${apiKey}` } };
    expectScimError(await call(request), 403);

    const inner = temporaryFolder();
    const open = await startProxy({ ...setting(), folder: inner.path, applicationNetworks: ["127.0.0.0/8"] });
    const answer = await httpsCall(open.port, certificate.pem, request);
    await open.stop();
    inner.remove();
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ object: "list" });
  });

  test("while Rollcall is stopped, the proxy answers with a SCIM error [N5]", async () => {
    await server.close();
    serving = false;
    expectScimError(await scim(`${base}/Users`), 502);
    expectScimError(await scim(`${base}/Users`, { method: "POST", body: "{}" }), 502);
  });
});

test("the systemd unit starts what this checkout has", () => {
  const [, program = "", script = ""] =
    /^ExecStart=\/opt\/rollcall\/(\S+) (\S+) serve$/m.exec(readDoc("deploy/rollcall.service")) ?? [];
  const version = execFileSync(join(projectRoot, program), ["--version"], { encoding: "utf8" });
  expect(version.trim()).toBe(process.version);
  const help = execFileSync(join(projectRoot, program), [script, "--help"], {
    cwd: projectRoot,
    encoding: "utf8",
  });
  expect(help).toContain("serve");
});

/**
 * A proxy that refuses a body answers and ends the connection while the client still sends. TCP may then throw the
 * answer away before the client has read it; a client in the same place asks again.
 */
async function answerBeforeReset<Answer>(call: () => Promise<Answer>, tries = 10): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!/ECONNRESET|EPIPE/.test((error as NodeJS.ErrnoException).code ?? "") || tries === 1) throw error;
    return answerBeforeReset(call, tries - 1);
  }
}
