import { expect, it } from "vitest";
import { at, baseUrl, openDirectory, patchUrn } from "../../test/open-directory.ts";

const roleUrn = "urn:okta:scim:schemas:core:1.0:Role";
const entitlementUrn = "urn:okta:scim:schemas:core:1.0:Entitlement";

it("names roles and entitlements where Okta looks for them", async () => {
  const directory = openDirectory();
  const types = at((await directory.send("GET", "/ResourceTypes")).body, "Resources") as object[];
  expect(types.map((type) => [at(type, "id"), at(type, "endpoint"), at(type, "schema")])).toEqual([
    ["User", "/Users", "urn:ietf:params:scim:schemas:core:2.0:User"],
    ["Group", "/Groups", "urn:ietf:params:scim:schemas:core:2.0:Group"],
    ["Role", "/Roles", roleUrn],
    ["Entitlement", "/Entitlements", entitlementUrn],
  ]);
  expect((await directory.send("GET", `/Schemas/${roleUrn}`)).body).toMatchObject({
    attributes: [
      { name: "displayName", required: true, uniqueness: "server" },
      { name: "description", required: false },
    ],
  });
});

it.each([
  ["/Roles", roleUrn, {}],
  ["/Entitlements", entitlementUrn, { type: "Entitlement" }],
])("serves %s like any resource, in pages of exactly the size asked for", async (path, urn, more) => {
  const directory = openDirectory();
  const body = { schemas: [urn], displayName: "Admin", description: "May do anything", ...more };
  const created = await directory.send("POST", path, body);
  expect(created).toMatchObject({
    status: 201,
    headers: { Location: `${baseUrl}${path}/r1`, ETag: 'W/"1"' },
    body: { ...body, id: "r1" },
  });
  await directory.send("POST", path, { schemas: [urn], displayName: "Reader" });
  expect((await directory.send("GET", `${path}?count=1&startIndex=1`)).body).toMatchObject({
    totalResults: 2,
    startIndex: 1,
    itemsPerPage: 1,
    Resources: [{ displayName: "Admin" }],
  });
  const change = [{ op: "replace", path: "description", value: "Less" }];
  const patched = await directory.send("PATCH", `${path}/r1`, { schemas: [patchUrn], Operations: change });
  expect(patched).toMatchObject({ status: 200, body: { description: "Less" } });
  expect((await directory.send("POST", path, { schemas: [urn], displayName: "ADMIN" })).status).toBe(409);
  expect((await directory.send("POST", path, { schemas: [urn] })).status).toBe(400);
  expect((await directory.send("DELETE", `${path}/r1`)).status).toBe(204);
  expect((await directory.send("GET", `${path}/r1`)).status).toBe(404);
});

it("gives users the roles and entitlements that they were sent with", async () => {
  const directory = openDirectory();
  const grants = {
    roles: [{ value: "r1", display: "Admin" }],
    entitlements: [{ value: "e1", display: "Seat", type: "Entitlement" }],
  };
  const id = await directory.createUser("ann", grants);
  expect((await directory.send("GET", `/Users/${id}`)).body).toMatchObject(grants);
  expect(at((await directory.send("GET", '/Users?filter=roles.value eq "r1"')).body, "totalResults")).toBe(1);
});
