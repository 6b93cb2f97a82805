import { beforeAll, describe, expect, it } from "vitest";
import {
  enterpriseUrn,
  expectRefusal,
  groupUrn,
  listUrn,
  type Resource,
  type ScimEndpoint,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

type Attribute = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly subAttributes?: readonly Attribute[];
};

describe("discovery", () => {
  const server = useScimServer("sqlite");
  let endpoint: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
  });

  const listed = async (path: string) => (await endpoint.get(path)).Resources as readonly Resource[];

  it("has a ServiceProviderConfig with all that is required, in the singular [C1a, C1b]", async () => {
    const config = await endpoint.get("/ServiceProviderConfig");
    expect(config.schemas).toEqual(["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"]);
    expect(config).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
      filter: { supported: true, maxResults: expect.any(Number) },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      meta: {
        resourceType: "ServiceProviderConfig",
        location: `${endpoint.directory.scimUrl}/ServiceProviderConfig`,
      },
    });
    for (const scheme of config.authenticationSchemes as readonly object[])
      expect(scheme).toMatchObject({
        type: expect.stringMatching(/^(oauth|oauth2|oauthbearertoken|httpbasic|httpdigest)$/),
        name: expect.any(String),
        description: expect.any(String),
      });
    expectRefusal(await endpoint.send("GET", "/ServiceProviderConfigs"), 404);
  });

  it("lists the resource types and gives each by its name [C3a, C3b, C3f]", async () => {
    const list = await endpoint.get("/ResourceTypes");
    expect(list.schemas).toEqual([listUrn]);
    const types = list.Resources as readonly Resource[];
    expect(types.map(({ id }) => id)).toEqual(expect.arrayContaining(["User", "Group"]));
    for (const type of types) {
      expect(type.name).toBe(type.id);
      expect(await endpoint.get(`/ResourceTypes/${type.id}`)).toEqual(type);
    }
    expect(await endpoint.get("/ResourceTypes/User")).toMatchObject({
      endpoint: "/Users",
      schema: userUrn,
      schemaExtensions: expect.arrayContaining([{ schema: enterpriseUrn, required: false }]),
    });
  });

  it("has one endpoint of its own for each resource type, in the case that is published [C3g, C3h]", async () => {
    const types = await listed("/ResourceTypes");
    const endpoints = types.map((type) => String(type.endpoint));
    expect(new Set(endpoints).size).toBe(types.length);
    for (const one of endpoints) {
      expect((await endpoint.send("GET", one)).status).toBe(200);
      expectRefusal(await endpoint.send("GET", one.toLowerCase()), 404);
    }
  });

  it("lists the schemas and gives each by its URN in any case [C3c, C3d]", async () => {
    const list = await endpoint.get("/Schemas");
    expect(list.schemas).toEqual([listUrn]);
    const schemas = list.Resources as readonly Resource[];
    expect(schemas.map(({ id }) => id)).toEqual(expect.arrayContaining([userUrn, groupUrn, enterpriseUrn]));
    for (const schema of schemas) {
      expect(await endpoint.get(`/Schemas/${schema.id}`)).toEqual(schema);
      expect(await endpoint.get(`/Schemas/${schema.id.toUpperCase()}`)).toEqual(schema);
    }
  });

  it("gives schemas and resource types with schemas and meta [C3e]", async () => {
    for (const [path, name] of [
      ["/Schemas", "Schema"],
      ["/ResourceTypes", "ResourceType"],
    ]) {
      for (const one of await listed(String(path))) {
        expect(one.schemas).toEqual([`urn:ietf:params:scim:schemas:core:2.0:${name}`]);
        expect(one.meta).toEqual({
          resourceType: name,
          location: `${endpoint.directory.scimUrl}${path}/${one.id}`,
        });
      }
    }
  });

  it("describes each attribute with all its characteristics [C3i, B6]", async () => {
    const described = (attribute: Attribute): void => {
      expect(attribute).toMatchObject({
        name: expect.any(String),
        type: expect.stringMatching(/^(string|boolean|decimal|integer|dateTime|binary|reference|complex)$/),
        multiValued: expect.any(Boolean),
        description: expect.any(String),
        required: expect.any(Boolean),
        mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/),
        returned: expect.stringMatching(/^(always|never|default|request)$/),
      });
      if (attribute.type !== "complex")
        expect(attribute).toMatchObject({
          caseExact: expect.any(Boolean),
          uniqueness: expect.stringMatching(/^(none|server|global)$/),
        });
      attribute.subAttributes?.forEach(described);
    };
    for (const schema of await listed("/Schemas"))
      (schema.attributes as readonly Attribute[]).forEach(described);
  });

  it("nests no complex attribute in another in the resources' schemas [B7g]", async () => {
    for (const urn of [userUrn, groupUrn, enterpriseUrn]) {
      const { attributes } = await endpoint.get(`/Schemas/${urn}`);
      for (const { subAttributes = [] } of attributes as readonly Attribute[])
        for (const sub of subAttributes) expect(sub.type).not.toBe("complex");
    }
  });

  it("has no schema of a message [C4]", async () => {
    for (const { id } of await listed("/Schemas")) expect(id).not.toContain(":api:messages:");
    expectRefusal(await endpoint.send("GET", `/Schemas/${listUrn}`), 404);
  });

  it.each(["/Schemas", "/ResourceTypes", "/ServiceProviderConfig"])(
    "refuses a filter on %s with 403 [C5a]",
    async (path) => {
      const answer = await endpoint.send("GET", `${path}?filter=id%20pr`);
      // One object is no list that could be filtered.
      if (path === "/ServiceProviderConfig") expect(answer.status).toBe(200);
      else expectRefusal(answer, 403);
    },
  );

  it.each(["/Schemas", "/ResourceTypes"])("ignores sorting and paging on %s [C5b, C5c]", async (path) => {
    const all = await endpoint.get(path);
    const count = (all.Resources as readonly unknown[]).length;
    expect(all).toMatchObject({ totalResults: count, itemsPerPage: count, startIndex: 1 });
    const query = "sortBy=name&sortOrder=descending&startIndex=2&count=1";
    expect(await endpoint.get(`${path}?${query}`)).toEqual(all);
  });

  it("refuses other methods with 405 and Allow [C6]", async () => {
    for (const path of ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig", `/Schemas/${userUrn}`])
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        const answer = await endpoint.send(method, path, {});
        expectRefusal(answer, 405);
        expect(answer.headers.allow).toBe("GET");
      }
  });

  it.each(["/Nope", "/Schemas/urn:example:none", "/ResourceTypes/None", "/Schemas/a/b", "/users"])(
    "has nothing at %s [C7]",
    async (path) => {
      expectRefusal(await endpoint.send("GET", path), 404);
    },
  );
});
