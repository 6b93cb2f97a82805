import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  expectRefusal,
  listUrn,
  type Resource,
  type ScimEndpoint,
  searchUrn,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

describe.each(engines)("searching by POST on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  let users: readonly Resource[];
  let group: Resource;
  beforeAll(async () => {
    endpoint = await server.open();
    users = [
      await endpoint.user({ userName: "ann", title: "X" }),
      await endpoint.user({ userName: "bob", title: "X", displayName: "One" }),
      await endpoint.user({ userName: "cat", title: "Y" }),
    ];
    group = await endpoint.group("One");
  });

  const search = (path: string, more: object) =>
    endpoint.send("POST", path, { schemas: [searchUrn], ...more });

  it("answers as a list does [J1a, J1c]", async () => {
    const answer = await search("/Users/.search", {
      filter: 'title eq "x"',
      sortBy: "userName",
      sortOrder: "descending",
      startIndex: 2,
      count: 1,
      attributes: ["userName"],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      schemas: [listUrn],
      totalResults: 2,
      startIndex: 2,
      itemsPerPage: 1,
      Resources: [{ schemas: [userUrn], id: users[0]?.id, userName: "ann" }],
    });
    const rest = await search("/Users/.search", { excludedAttributes: ["userName", "meta"], count: 1 });
    expect(rest.body.Resources).toEqual([{ schemas: [userUrn], id: users[0]?.id, title: "X" }]);
  });

  it("goes over every type at the root [J1b]", async () => {
    const { status, body } = await search("/.search", { filter: 'displayName eq "one"', attributes: ["id"] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ schemas: [listUrn], totalResults: 2, itemsPerPage: 2 });
    expect((body.Resources as readonly Resource[]).map(({ id }) => id)).toEqual([users[1]?.id, group.id]);
  });

  it.each(["", "{", "[]", "null", { schemas: [userUrn] }, { schemas: "x" }])(
    "refuses the body %j [J1d]",
    async (body) => {
      for (const path of ["/.search", "/Users/.search", "/Groups/.search"])
        expectRefusal(await endpoint.send("POST", path, body), 400, "invalidSyntax");
    },
  );

  it("needs the right to read, and no other [J1e]", async () => {
    const reader = await server.open({ profile: "strict" }, { scopes: ["get:users"] });
    const body = { schemas: [searchUrn] };
    expect((await reader.send("POST", "/Users/.search", body)).status).toBe(200);
    expectRefusal(await reader.send("POST", "/Groups/.search", body), 403);
    const writer = await server.open({ profile: "strict" }, { scopes: ["post:users"] });
    expectRefusal(await writer.send("POST", "/Users/.search", body), 403);
  });
});
