import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { type LiveServer, startLiveServer } from "../support/live-server.ts";

const urn = "urn:example:acme:2.0:User";
const acme = {
  resource_type: "User",
  name: "Acme",
  description: "Badges",
  attributes: [
    { name: "badge", type: "integer", required: true },
    { name: "code", caseExact: true },
  ],
};

describe.each(engines)("a directory's own schemas on %s", (engine) => {
  let server: LiveServer;
  beforeAll(async () => {
    server = await startLiveServer(engine);
  });
  afterAll(() => server?.close());

  test("are published to its provider, enforced and filterable, and leave other directories alone", async () => {
    const [mine, theirs] = [await server.createTenant(), await server.createTenant()];
    const path = `/directories/${mine.directoryId}/schemas/${urn}`;
    const put = await server.mustApi("PUT", path, acme);
    expect(put).toMatchObject({ object: "directory_schema", urn, resource_type: "User", name: "Acme" });
    expect(put.attributes).toMatchObject([
      { name: "badge", type: "integer", required: true, mutability: "readWrite" },
      { name: "code", type: "string", caseExact: true },
    ]);
    expect(await mine.must("GET", `/Schemas/${urn}`)).toMatchObject({ id: urn, attributes: put.attributes });
    expect(await mine.must("GET", "/ResourceTypes/User")).toMatchObject({
      schemaExtensions: expect.arrayContaining([{ schema: urn, required: false }]),
    });
    expect((await theirs.scim("GET", `/Schemas/${urn}`)).status).toBe(404);

    const wrong = await mine.scim("POST", "/Users", { userName: "x", [urn]: { badge: "seven" } });
    expect(wrong).toMatchObject({ status: 400, body: { scimType: "invalidValue" } });
    expect((await theirs.scim("POST", "/Users", { userName: "x", [urn]: { badge: "seven" } })).status).toBe(
      201,
    );
    await mine.must("POST", "/Users", { userName: "ann", [urn]: { badge: 7, code: "Ab" } });
    await mine.must("POST", "/Users", { userName: "bob", [urn]: { badge: 12, code: "ab" } });
    const find = async (filter: string) => {
      const { Resources } = await mine.must("GET", `/Users?filter=${encodeURIComponent(filter)}`);
      return (Resources as { userName: string }[]).map(({ userName }) => userName);
    };
    expect(await find(`${urn}:badge gt 9`)).toEqual(["bob"]);
    expect(await find(`${urn}:code eq "Ab"`)).toEqual(["ann"]);
  });

  test("are replaced and removed; what was stored under them stays", async () => {
    const tenant = await server.createTenant();
    const path = `/directories/${tenant.directoryId}/schemas/${urn}`;
    await server.mustApi("PUT", path, acme);
    const { id } = await tenant.must("POST", "/Users", { userName: "ann", [urn]: { badge: 7 } });
    const inCapitals = path.replace("acme", "ACME");
    const wider = await server.mustApi("PUT", inCapitals, {
      ...acme,
      attributes: [{ name: "badge" }],
    });
    expect(wider.attributes).toMatchObject([{ name: "badge", type: "string" }]);
    expect((await server.mustApi("GET", `/directories/${tenant.directoryId}/schemas`)).data).toHaveLength(1);
    expect((await server.api("DELETE", path)).status).toBe(204);
    expect((await server.api("DELETE", path)).status).toBe(404);
    expect((await server.api("GET", path)).status).toBe(404);
    expect((await tenant.scim("GET", `/Schemas/${urn}`)).status).toBe(404);
    expect(await tenant.must("GET", `/Users/${id}`)).toMatchObject({ [urn]: { badge: 7 } });
  });

  test("are refused when they could not be enforced, when there are too many, and for no directory", async () => {
    const tenant = await server.createTenant();
    const base = `/directories/${tenant.directoryId}/schemas`;
    for (const [name, body] of [
      [urn, { ...acme, attributes: [{ name: "a", uniqueness: "server" }] }],
      [urn, { ...acme, attributes: [{ name: "a", requird: true }] }],
      [urn, { ...acme, resource_type: "Role" }],
      ["urn:ietf:params:scim:schemas:core:2.0:User", acme],
      ["acme", acme],
    ] as const) {
      expect((await server.api("PUT", `${base}/${name}`, body)).status).toBe(422);
    }
    for (let index = 0; index < 20; index += 1)
      await server.mustApi("PUT", `${base}/urn:example:n${index}`, acme);
    expect((await server.api("PUT", `${base}/urn:example:n20`, acme)).status).toBe(409);
    await server.mustApi("PUT", `${base}/urn:example:n19`, acme);
    expect((await server.api("PUT", `/directories/directory_none/schemas/${urn}`, acme)).status).toBe(404);
  });
});
