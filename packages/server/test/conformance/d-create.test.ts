import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  enterpriseUrn,
  expectRefusal,
  groupUrn,
  newName,
  path,
  type ScimEndpoint,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

describe.each(engines)("creating on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
  });

  const create = (more: object, query = "") =>
    endpoint.send("POST", `/Users${query}`, { schemas: [userUrn], userName: newName(), ...more });

  it("ignores what is read-only [D1a]", async () => {
    const { status, body } = await create({
      id: "mine",
      groups: [{ value: "g" }],
      meta: { version: "x" },
      [enterpriseUrn]: { manager: { value: "m", displayName: "Forged" } },
    });
    expect(status).toBe(201);
    expect(body.id).not.toBe("mine");
    expect(body).not.toHaveProperty("groups");
    expect(body[enterpriseUrn]).toEqual({ manager: { value: "m" } });
  });

  it("leaves unassigned what is null or empty [D1c]", async () => {
    const { status, body } = await create({ active: null, emails: [], displayName: null });
    expect(status).toBe(201);
    for (const name of ["active", "emails", "displayName"]) expect(body).not.toHaveProperty(name);
  });

  it("answers 201 with the whole resource, its URL and its version [D2a, D2b, D2c]", async () => {
    const sent = {
      name: { givenName: "Ann", familyName: "Lee" },
      emails: [{ value: "ann@x.example", type: "work", primary: true }],
      active: true,
      [enterpriseUrn]: { department: "D" },
    };
    const { status, headers, body } = await create(sent);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...sent, schemas: expect.arrayContaining([userUrn, enterpriseUrn]) });
    const { location, version } = body.meta as Record<string, string>;
    expect(headers).toMatchObject({ location, etag: version });
    expect(location).toBe(`${endpoint.directory.scimUrl}/Users/${body.id}`);
    expect(await endpoint.get(`/Users/${body.id}`)).toEqual(body);
  });

  it("answers with the attributes that are asked for [D2d]", async () => {
    const narrow = await create({ title: "T", nickName: "N" }, "?attributes=title");
    expect(narrow).toMatchObject({ status: 201, headers: { location: expect.any(String) } });
    expect(narrow.body).toEqual({ schemas: [userUrn], id: expect.any(String), title: "T" });
    const less = await create({ title: "T", nickName: "N" }, "?excludedAttributes=title");
    expect(less.body).toMatchObject({ nickName: "N" });
    expect(less.body).not.toHaveProperty("title");
  });

  it("takes the resource type from the endpoint [D3]", async () => {
    const user = await endpoint.user({ meta: { resourceType: "Group" } });
    expect(user.meta.resourceType).toBe("User");
    expect((await endpoint.group()).meta.resourceType).toBe("Group");
  });

  it("refuses a duplicate with 409, and frees the name with a DELETE [D4a, D4b]", async () => {
    const user = await endpoint.user();
    const again = { userName: String(user.userName).toUpperCase() };
    const refused = await create(again);
    expectRefusal(refused, 409, "uniqueness");
    expect(refused.body.detail).toContain("userName");
    await endpoint.send("DELETE", path(user));
    expect((await create(again)).status).toBe(201);
  });

  it.each(["", "{", "not json", "[]", "null", '"text"', "7", '{"userName":"a",}'])(
    "refuses the body %j as invalidSyntax [D5a]",
    async (body) => {
      expectRefusal(await endpoint.send("POST", "/Users", body), 400, "invalidSyntax");
    },
  );

  it.each([[undefined], [[]], [[groupUrn]], ["text"], [["urn:example:none"]]])(
    "refuses the schemas %j [D5b]",
    async (schemas) => {
      expectRefusal(await create({ schemas }), 400, "invalidValue");
    },
  );

  it.each([[undefined], [null], [""]])("refuses a user whose userName is %j [D5c]", async (userName) => {
    expectRefusal(await create({ userName }), 400, "invalidValue");
  });

  it("refuses two primary values [D6]", async () => {
    const emails = ["a@x.example", "b@x.example"].map((value) => ({ value, primary: true }));
    expectRefusal(await create({ emails }), 400, "invalidValue");
  });
});
