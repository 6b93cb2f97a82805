import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { type LiveServer, startLiveServer } from "../support/live-server.ts";

describe.each(engines)("roles and entitlements on %s", (engine) => {
  let server: LiveServer;
  beforeAll(async () => {
    server = await startLiveServer(engine);
  });
  afterAll(() => server?.close());

  test("are discovered and listed as Okta's entitlement management does it", async () => {
    const tenant = await server.createTenant();
    const { Resources: types } = await tenant.must("GET", "/ResourceTypes");
    const grants = (types as { name: string; endpoint: string; schema: string }[]).filter(
      ({ name }) => name === "Role" || name === "Entitlement",
    );
    expect(grants.map(({ endpoint, schema }) => [endpoint, schema])).toEqual([
      ["/Roles", "urn:okta:scim:schemas:core:1.0:Role"],
      ["/Entitlements", "urn:okta:scim:schemas:core:1.0:Entitlement"],
    ]);
    for (const { endpoint, schema, name } of grants) {
      for (const displayName of ["First", "Second"]) {
        const type = name === "Entitlement" ? { type: name } : {};
        await tenant.must("POST", endpoint, { schemas: [schema], displayName, ...type });
      }
      const page = await tenant.must("GET", `${endpoint}?count=1&startIndex=1`);
      expect(page).toMatchObject({ totalResults: 2, startIndex: 1, itemsPerPage: 1 });
      expect(page.Resources).toEqual([
        expect.objectContaining({ schemas: [schema], id: expect.any(String), displayName: "First" }),
      ]);
      expect(await tenant.scim("POST", endpoint, { displayName: "SECOND" })).toMatchObject({
        status: 409,
        body: { scimType: "uniqueness", detail: expect.stringContaining("displayName") },
      });
    }
  });

  test("are changed and deleted without a public event, and leave their history in the log", async () => {
    const tenant = await server.createTenant();
    const { id } = await tenant.must("POST", "/Roles", { displayName: "Admin" });
    await tenant.must("PATCH", `/Roles/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "add", path: "description", value: "May do anything" }],
    });
    const grant = { value: String(id), display: "Admin" };
    const ann = await tenant.must("POST", "/Users", { userName: "ann", roles: [grant] });
    expect(ann.roles).toEqual([grant]);
    await tenant.must("DELETE", `/Roles/${id}`);
    expect((await tenant.scim("GET", `/Roles/${id}`)).status).toBe(404);
    const told = async () => (await server.events(tenant.organizationId)).map(({ event }) => event);
    await expect.poll(told).toEqual(["dsync.activated", "dsync.user.created"]);
    const rows = await server.database.rows(
      `select version from events where resource_id = '${id}' and type is null order by version, id`,
    );
    expect(rows).toHaveLength(3);
  });

  test("are permitted by the scopes of users", async () => {
    const tenant = await server.createTenant();
    const token = await server.mustApi("POST", `/directories/${tenant.directoryId}/tokens`, {
      scopes: ["get:users"],
    });
    const call = async (method: string, path: string) => {
      const response = await fetch(tenant.scimUrl + path, {
        method,
        headers: { Authorization: `Bearer ${token.token}` },
        ...(method === "POST" ? { body: '{"displayName":"x"}' } : {}),
      });
      return response.status;
    };
    expect(await call("GET", "/Roles")).toBe(200);
    expect(await call("GET", "/Entitlements")).toBe(200);
    expect(await call("POST", "/Roles")).toBe(403);
    expect(await call("GET", "/Groups")).toBe(403);
  });
});
