import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { newCredential } from "../../src/kernel/credentials.ts";
import { type ApiServer, connectedDirectory, type Json, startApiServer } from "./api-server.ts";

const SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

describe.each(engines)("who may use a SCIM endpoint on %s", (engine) => {
  let server: ApiServer;
  let acme: Awaited<ReturnType<typeof connectedDirectory>>;
  let other: Awaited<ReturnType<typeof connectedDirectory>>;
  beforeAll(async () => {
    server = await startApiServer(engine);
    acme = await connectedDirectory(server, "Acme", { label: "acme-okta" });
    other = await connectedDirectory(server, "Other");
  });
  afterAll(() => server?.close());

  async function ask(authorization: string | undefined, path: string) {
    const response = await fetch(server.origin + path, {
      headers: authorization === undefined ? {} : { Authorization: authorization },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  }

  test.each([
    ["the bearer scheme", (token: string) => `Bearer ${token}`],
    ["the bare token", (token: string) => token],
    ["a doubled scheme", (token: string) => `Bearer Bearer ${token}`],
    ["the scheme in lower case", (token: string) => `bearer ${token}`],
    ["the scheme in capitals", (token: string) => `BEARER ${token}`],
    ["a doubled scheme in two cases", (token: string) => `Bearer bearer ${token}`],
    ["more than one space", (token: string) => `Bearer   ${token}  `],
  ])("%s is accepted", async (_, write) => {
    expect((await ask(write(acme.token), `${acme.base}/Users`)).status).toBe(200);
  });

  test("the key, the label in any case, both versions and no key at all lead to the token's directory", async () => {
    const { external_key } = acme.directory;
    for (const path of [
      `/scim/v2/${external_key}/Users`,
      `/scim/v2.0/${external_key}/Users`,
      `/scim/v2/${external_key}//Users/`,
      "/scim/v2/acme-okta/Users",
      "/scim/v2/ACME-okta/Users",
      "/scim/v2/Users",
    ]) {
      expect([path, (await ask(`Bearer ${acme.token}`, path)).status]).toEqual([path, 200]);
    }
  });

  test("without a valid token the answer is one and the same, whether the key exists or not [A6a, A6e]", async () => {
    const good = acme.token;
    const flipped = good.slice(0, -1) + (good.endsWith("a") ? "b" : "a");
    const credentials = [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      "Bearer nonsense",
      `Basic ${good}`,
      `Bearer ${flipped}`,
      `Bearer ${newCredential("rcd").plaintext}`,
      `Bearer ${newCredential("sk").plaintext}`,
    ];
    const paths = [
      `${acme.base}/Users`,
      `${acme.base}/ServiceProviderConfig`,
      `${acme.base}/Schemas`,
      "/scim/v2/00000000000000000000/Users",
      "/scim/v2/00000000000000000000/ResourceTypes",
      "/scim/v2/no-such-label/Users",
      "/scim/v2/Users",
    ];
    const bodies = new Set<string>();
    for (const path of paths)
      for (const credential of credentials) {
        const { status, headers, body } = await ask(credential, path);
        expect([path, credential, status]).toEqual([path, credential, 401]);
        expect(headers.get("www-authenticate")).toMatch(/^Bearer realm=/);
        expect(body.schemas).toEqual([SCIM_ERROR]);
        bodies.add(JSON.stringify(body));
      }
    expect([...bodies]).toHaveLength(1);
  });

  test("a valid token at another or an unknown key gets a 404 that says so [A7a]", async () => {
    for (const path of [
      `${other.base}/Users`,
      "/scim/v2/00000000000000000000/Users",
      "/scim/v2/no-such-label/Users",
    ]) {
      const { status, body } = await ask(`Bearer ${acme.token}`, path);
      expect([path, status]).toEqual([path, 404]);
      expect(body.detail).toContain("belongs to another SCIM endpoint");
    }
    const upper = acme.directory.external_key.toUpperCase();
    const { status } = await ask(`Bearer ${acme.token}`, `/scim/v2/${upper}/Users`);
    expect(status).toBe(404);
  });

  test("a disabled directory answers 403 in words, a deleted one 404", async () => {
    const doomed = await connectedDirectory(server, "Doomed");
    await server.call("POST", `/directories/${doomed.directory.id}/disable`);
    const disabled = await ask(`Bearer ${doomed.token}`, `${doomed.base}/Users`);
    expect(disabled.status).toBe(403);
    expect(disabled.body.detail).toContain("switched off");
    await server.call("DELETE", `/directories/${doomed.directory.id}`);
    const deleted = await ask(`Bearer ${doomed.token}`, `${doomed.base}/Users`);
    expect(deleted.status).toBe(404);
    expect(deleted.body.detail).toContain("deleted");
  });

  test("an address that keeps failing is told to wait, and a right token from it is served all the same", async () => {
    const limited = await startApiServer(engine, { env: { ROLLCALL_RATE_LIMIT: "on" } });
    try {
      const { token, base } = await connectedDirectory(limited, "Limited");
      const wrong = newCredential("rcd").plaintext;
      const statuses: number[] = [];
      let retryAfter: string | null = null;
      for (let n = 0; n < 70; n++) {
        const answer = await limited.scim(wrong, "GET", `${base}/Users`);
        statuses.push(answer.status);
        retryAfter = answer.headers.get("retry-after") ?? retryAfter;
      }
      expect(statuses.slice(0, 60)).toEqual(Array(60).fill(401));
      expect(statuses.at(-1)).toBe(429);
      expect(retryAfter).toMatch(/^\d+$/);
      expect((await limited.scim(token, "GET", `${base}/Users`)).status).toBe(200);
      const api = await limited.call("GET", "/directories", undefined, { Authorization: "Bearer sk_wrong" });
      expect([api.status, api.body.code]).toEqual([429, "rate_limited"]);
      expect(api.headers.get("retry-after")).toMatch(/^\d+$/);
      expect((await limited.call("GET", "/directories")).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
