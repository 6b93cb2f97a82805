import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  enterpriseUrn,
  expectRefusal,
  newName,
  path,
  type Resource,
  type ScimEndpoint,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

describe.each(engines)("reading on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  let other: ScimEndpoint;
  let ann: Resource;
  let minimum: object;
  beforeAll(async () => {
    endpoint = await server.open();
    other = await server.open();
    ann = await endpoint.user({
      schemas: [userUrn, enterpriseUrn],
      externalId: newName(),
      title: "T",
      name: { givenName: "Ann", familyName: "Lee" },
      emails: [
        { value: "a@x.example", type: "work", primary: true },
        { value: "b@x.example", type: "home" },
      ],
      [enterpriseUrn]: { department: "D", division: "V" },
    });
    minimum = { schemas: ann.schemas, id: ann.id };
  });

  it("gives the resource, its URL and its version [E1a, E1b]", async () => {
    const { status, headers, body } = await endpoint.send("GET", path(ann));
    expect(status).toBe(200);
    expect(body).toEqual(ann);
    expect(headers).toMatchObject({ etag: ann.meta.version, "content-location": ann.meta.location });
  });

  it("answers 404 for an id that is unknown, deleted or of another directory or type [E1c]", async () => {
    const gone = await endpoint.user();
    await endpoint.send("DELETE", path(gone));
    const foreign = await other.user();
    for (const one of ["/Users/none", path(gone), path(foreign), `/Groups/${ann.id}`])
      expectRefusal(await endpoint.send("GET", one), 404);
    for (const method of ["PUT", "PATCH", "DELETE"])
      expectRefusal(await endpoint.send(method, path(foreign), {}), 404);
    expect(await other.get(path(foreign))).toEqual(foreign);
  });

  it("knows a resource by its id alone [E1d]", async () => {
    for (const name of [ann.userName, ann.externalId])
      expectRefusal(await endpoint.send("GET", `/Users/${encodeURIComponent(String(name))}`), 404);
  });

  it.each<[string, object]>([
    ["userName", { userName: "" }],
    ["TITLE,name.familyname", { title: "T", name: { familyName: "Lee" } }],
    [`${userUrn}:title`, { title: "T" }],
    [`${enterpriseUrn.toUpperCase()}:DEPARTMENT`, { [enterpriseUrn]: { department: "D" } }],
    ["emails.value", { emails: [{ value: "a@x.example" }, { value: "b@x.example" }] }],
    ["name", { name: { givenName: "Ann", familyName: "Lee" } }],
    [enterpriseUrn, { [enterpriseUrn]: { department: "D", division: "V" } }],
    ["nothing,emails.nothing", {}],
  ])(
    "gives what attributes=%s names and no more [E2a, E2c, E3a, E4b, E5a, E5b, E5c]",
    async (names, more) => {
      const expected = "userName" in more ? { userName: ann.userName } : more;
      const query = `attributes=${encodeURIComponent(names)}`;
      expect(await endpoint.get(`${path(ann)}?${query}`)).toEqual({ ...minimum, ...expected });
      const filter = encodeURIComponent(`id eq "${ann.id}"`);
      expect(await endpoint.list(`/Users?filter=${filter}&${query}`)).toEqual([{ ...minimum, ...expected }]);
    },
  );

  it("leaves out what excludedAttributes names, and nothing that is always there [E2a, E2c, E3b]", async () => {
    const query = `excludedAttributes=${encodeURIComponent(`ID,schemas,TITLE,emails.type,${enterpriseUrn}:division`)}`;
    const { title: _, ...rest } = ann;
    const expected = {
      ...rest,
      emails: [{ value: "a@x.example", primary: true }, { value: "b@x.example" }],
      [enterpriseUrn]: { department: "D" },
    };
    expect(await endpoint.get(`${path(ann)}?${query}`)).toEqual(expected);
    const filter = encodeURIComponent(`id eq "${ann.id}"`);
    expect(await endpoint.list(`/Users?filter=${filter}&${query}`)).toEqual([expected]);
  });

  it("heeds both parameters in the answers to PUT and PATCH [E2b]", async () => {
    const user = await endpoint.user({ title: "T" });
    const put = await endpoint.send("PUT", `${path(user)}?attributes=title`, { ...user, title: "U" });
    expect(put.body).toEqual({ schemas: [userUrn], id: user.id, title: "U" });
    const body = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "title", value: "V" }],
    };
    const patched = await endpoint.send("PATCH", `${path(user)}?excludedAttributes=meta,userName`, body);
    expect(patched.body).toEqual({ schemas: [userUrn], id: user.id, title: "V" });
  });

  it("applies attributes first and excludedAttributes then [E4a]", async () => {
    const query = "attributes=title,name&excludedAttributes=name.givenName,title";
    expect(await endpoint.get(`${path(ann)}?${query}`)).toEqual({ ...minimum, name: { familyName: "Lee" } });
  });

  it("shows a password to nobody: answers, filters, sort orders, events, logs and errors [E7, B16d]", async () => {
    const secret = "conformance-Hunter2";
    const user = await endpoint.user({ password: secret });
    const one = path(user);
    const told = [
      await endpoint.send("GET", `${one}?attributes=password`),
      await endpoint.patch(one, { op: "add", value: { password: secret, title: "X" } }),
      await endpoint.patch(one, { op: "add", path: "password", value: { secret } }),
      await endpoint.send("PUT", one, { ...user, password: [secret] }),
      await endpoint.send("POST", "/Users", `{"password": "${secret}", oops}`),
    ];
    for (const { text } of told) expect(text).not.toContain(secret);
    const filter = encodeURIComponent(`password eq "${secret}"`);
    expectRefusal(await endpoint.send("GET", `/Users?filter=${filter}`), 400, "invalidFilter");
    expect((await endpoint.send("GET", "/Users?sortBy=password")).status).toBe(400);
    expect(JSON.stringify(await endpoint.directory.events())).not.toContain(secret);
    expect(JSON.stringify(await endpoint.directory.users())).not.toContain(secret);
    expect(server.running().logged.join("\n")).not.toContain(secret);
  });
});
