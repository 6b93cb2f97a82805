import { expect, it } from "vitest";
import { connect, type JobResult, type Persona, type PersonaName, type Switches } from "../src/index.ts";
import { ada, bob } from "./support/okta-fixture.ts";
import { startRollcall } from "./support/rollcall-server.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const coreGroup = "urn:ietf:params:scim:schemas:core:2.0:Group";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const guid = expect.stringMatching(/%22[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}%22$/);
const crew = { id: "00g1", name: "Crew", members: [ada.id] };
const all = { ...crew, members: [ada.id, bob.id] };

const must = async <T>(job: Promise<JobResult<T>>): Promise<T> => {
  const result = await job;
  if (!result.ok) throw new Error(result.task.message);
  return result.value;
};

/** Plays a persona against a server of its own profile; gives each request as it came. */
const play = async (name: PersonaName, switches: Switches, acts: (persona: Persona) => Promise<unknown>) => {
  const profile = name === "pingfederate" ? "ping" : (name as "entra");
  await using server = await startRollcall(profile);
  using connection = connect({ persona: name, url: server.url, token: "t", switches });
  await acts(connection.persona);
  const known = [...connection.persona.belief.users.values(), ...connection.persona.belief.groups.values()];
  const named = (text: string) =>
    known.reduce(
      (result, one) => result.replaceAll(one.id, "userName" in one ? one.givenName : one.displayName),
      text,
    );
  const lines = server.seen.map(({ method, path, body }) => {
    const filled = body === undefined ? undefined : (JSON.parse(named(JSON.stringify(body))) as unknown);
    const { Operations } = (filled ?? {}) as { Operations?: unknown };
    return [`${method} ${named(path)}`, ...(filled === undefined ? [] : [Operations ?? filled])];
  });
  return { lines, headers: server.seen.map(({ headers }) => headers) };
};

it("Entra: a random GUID, string booleans, capital operations, groups created empty, DELETE at the end", async () => {
  const { lines, headers } = await play("entra", {}, async (persona) => {
    await must(persona.testConnection());
    await must(persona.assignUser(ada));
    await must(persona.assignUser({ ...bob, givenName: "Bob", manager: { id: ada.id, displayName: "Ada" } }));
    await must(persona.updateUser({ ...ada, familyName: "Okoye" }));
    await must(persona.deactivateUser(ada));
    await must(persona.reactivateUser({ ...ada, familyName: "Okoye" }));
    await must(persona.pushGroup(crew));
    await must(persona.updateMembership(crew, { add: [bob.id], remove: [ada.id] }));
    await must(persona.renameGroup({ ...crew, name: "Crew" }));
    await must(persona.unlinkGroup(crew, { delete: true }));
    await must(persona.deleteUser!(ada));
  });
  expect(lines).toEqual([
    [guid],
    [guid],
    ["GET /Users?filter=userName%20eq%20%22ada%40a.example%22"],
    [
      "POST /Users",
      {
        schemas: [core, enterprise],
        externalId: "ada",
        userName: "ada@a.example",
        active: true,
        displayName: "Ada O'Brien",
        title: "Engineer",
        emails: [{ primary: true, type: "work", value: "ada+mail@a.example" }],
        meta: { resourceType: "User" },
        name: { formatted: "Ada O'Brien", familyName: "O'Brien", givenName: "Ada" },
        roles: [],
        [enterprise]: { employeeNumber: "100000", department: "Labs" },
      },
    ],
    ["GET /Users?filter=userName%20eq%20%22bob%40a.example%22"],
    ["POST /Users", expect.objectContaining({ externalId: "bob" })],
    ["PATCH /Users/Bob", [{ op: "Add", path: "manager", value: "Ada" }]],
    ["GET /Users/Ada"],
    ["PATCH /Users/Ada", [{ op: "Replace", path: "name.familyName", value: "Okoye" }]],
    ["PATCH /Users/Ada", [{ op: "Replace", path: "active", value: "False" }]],
    ["GET /Users?filter=userName%20eq%20%22ada%40a.example%22"],
    ["GET /Users/Ada"],
    ["PATCH /Users/Ada", [{ op: "Replace", path: "active", value: "True" }]],
    ["GET /Groups?excludedAttributes=members&filter=displayName%20eq%20%22Crew%22"],
    [
      "POST /Groups",
      {
        schemas: [coreGroup, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        externalId: expect.stringMatching(/^[\da-f]{8}-/),
        displayName: "Crew",
        meta: { resourceType: "Group" },
      },
    ],
    ["PATCH /Groups/Crew", [{ op: "Add", path: "members", value: [{ $ref: null, value: "Ada" }] }]],
    ["GET /Groups?filter=id%20eq%20%22Crew%22%20and%20members%20eq%20%22Bob%22&attributes=id"],
    ["PATCH /Groups/Crew", [{ op: "Add", path: "members", value: [{ $ref: null, value: "Bob" }] }]],
    ["GET /Groups?filter=id%20eq%20%22Crew%22%20and%20members%20eq%20%22Ada%22&attributes=id"],
    ["PATCH /Groups/Crew", [{ op: "Remove", path: "members", value: [{ $ref: null, value: "Ada" }] }]],
    ["GET /Groups/Crew?excludedAttributes=members"],
    ["DELETE /Groups/Crew"],
    ["DELETE /Users/Ada"],
  ]);
  expect(headers[3]).toMatchObject({ "content-type": "application/scim+json; charset=utf-8" });
});

it("Entra with its flag: on every request, with paths as keys and real booleans", async () => {
  const { lines } = await play("entra", { complianceFlag: true }, async (persona) => {
    await must(persona.assignUser(ada));
    const changed = { ...ada, familyName: "Okoye", title: "Lead", email: "ada@new.example" };
    await must(persona.updateUser(changed));
    await must(persona.deactivateUser(ada));
    await must(persona.pushGroup(crew));
  });
  expect(lines.filter(([line]) => !/\?aadOptscim062020(&|$)/.test(String(line)))).toEqual([]);
  expect(lines.filter(([line]) => String(line).startsWith("PATCH /Users"))).toEqual([
    [
      "PATCH /Users/Ada?aadOptscim062020",
      [
        { op: "replace", path: 'emails[type eq "work"].value', value: "ada@new.example" },
        { op: "replace", value: { title: "Lead", "name.familyName": "Okoye" } },
      ],
    ],
    ["PATCH /Users/Ada?aadOptscim062020", [{ op: "replace", path: "active", value: false }]],
  ]);
});

it("OneLogin: a template by PUT, an empty User-Agent, all groups listed, no content type unless set", async () => {
  const switches: Switches = { emailShape: "object", contentType: "missing", deprovisioning: "delete" };
  const { lines, headers } = await play("onelogin", switches, async (persona) => {
    await must(persona.testConnection());
    await must(persona.assignUser(ada));
    await must(persona.updateUser(ada));
    await must(persona.pushGroup(crew));
    await must(persona.updateMembership(crew, { remove: [ada.id] }));
    await must(persona.deactivateUser(ada));
  });
  const template = expect.objectContaining({ emails: { value: "ada+mail@a.example" }, active: true });
  expect(lines).toEqual([
    ["GET /ServiceProviderConfig"],
    ["GET /Groups?startIndex=1&count=100"],
    ["GET /Users?filter=userName%20eq%20%22ada%40a.example%22"],
    ["POST /Users", template],
    ["PUT /Users/Ada", template],
    ["GET /Groups?startIndex=1&count=100"],
    ["POST /Groups", { schemas: [coreGroup], displayName: "Crew", members: [] }],
    ["PATCH /Groups/Crew", [{ op: "add", path: "members", value: [{ value: "Ada" }] }]],
    ["PATCH /Groups/Crew", [{ op: "remove", path: 'members[value eq "Ada"]' }]],
    ["DELETE /Users/Ada"],
  ]);
  for (const one of headers) {
    expect(one["user-agent"]).toBe("");
    expect(one).not.toHaveProperty("content-type");
  }
});

it("JumpCloud: a test user and group at activation, ids in a PUT, and an emptied group when it is taken out", async () => {
  const { lines } = await play("jumpcloud", { memberRemoval: "values" }, async (persona) => {
    await must(persona.testConnection());
    await must(persona.assignUser(ada));
    await must(persona.deactivateUser(ada));
    await must(persona.reactivateUser(ada));
    await must(persona.assignUser({ ...bob, givenName: "Bob" }));
    await must(persona.pushGroup(all));
    await must(persona.unlinkGroup(all, { delete: false }));
  });
  expect(lines.slice(0, 2)).toEqual([
    ["GET /Users?startIndex=1&count=1"],
    ["GET /Groups?startIndex=1&count=1"],
  ]);
  expect(lines.slice(2, 8).map(([line]) => String(line).split(" ")[0])).toEqual([
    ...["POST", "PUT", "DELETE"],
    ...["POST", "PATCH", "DELETE"],
  ]);
  expect(lines[3]?.[1]).toMatchObject({ emails: null, schemas: [core, enterprise] });
  expect(lines.slice(8)).toEqual([
    ["GET /Users?filter=userName%20eq%20%22ada%40a.example%22"],
    [
      "POST /Users",
      expect.objectContaining({ externalId: expect.stringMatching(/^[\da-f]{24}$/), phoneNumbers: [] }),
    ],
    ["PUT /Users/Ada", expect.objectContaining({ id: "Ada", active: false })],
    ["PUT /Users/Ada", expect.objectContaining({ id: "Ada", active: true })],
    ["GET /Users?filter=userName%20eq%20%22bob%40a.example%22"],
    ["POST /Users", expect.objectContaining({ userName: "bob@a.example" })],
    ["GET /Groups?filter=displayName%20eq%20%22Crew%22"],
    ["POST /Groups", { schemas: [coreGroup], displayName: "Crew", members: [] }],
    ["PATCH /Groups/Crew", [{ op: "add", path: "members", value: [{ value: "Ada" }, { value: "Bob" }] }]],
    ["PATCH /Groups/Crew", [{ op: "remove", path: "members", value: [{ value: "Ada" }] }]],
    ["PATCH /Groups/Crew", [{ op: "remove", path: "members", value: [{ value: "Bob" }] }]],
  ]);
});

it("PingFederate: PUT for everything, and every page of groups", async () => {
  const { lines, headers } = await play("pingfederate", {}, async (persona) => {
    await must(persona.testConnection());
    await must(persona.assignUser(ada));
    await must(persona.pushGroup(crew));
    await must(persona.renameGroup(crew));
    await must(persona.deactivateUser(ada));
  });
  const group = {
    schemas: [coreGroup],
    displayName: "Crew",
    members: [{ value: "Ada", display: ada.login }],
  };
  expect(lines).toEqual([
    [guid],
    ["GET /Users?filter=userName%20eq%20%22ada%40a.example%22"],
    ["POST /Users", expect.objectContaining({ active: true })],
    ["GET /Groups?startIndex=1&count=100"],
    ["POST /Groups", group],
    ["PUT /Groups/Crew", group],
    ["PUT /Users/Ada", expect.objectContaining({ active: false })],
  ]);
  expect(headers[0]!["user-agent"]).toMatch(/^Apache-HttpClient\//);
});

it("Google: users only, suspended by PUT and deleted on their own", async () => {
  const { lines, headers } = await play("google", {}, async (persona) => {
    await must(persona.testConnection());
    await must(persona.assignUser(ada));
    await must(persona.deactivateUser(ada));
    await must(persona.deleteUser!(ada));
    expect(persona.traits.groups).toBe(false);
    expect(await persona.pushGroup(crew)).toMatchObject({ ok: false });
  });
  expect(lines).toEqual([
    ["GET /Users?startIndex=1&count=1"],
    ["GET /Users?filter=userName%20eq%20%22ada%40a.example%22"],
    ["POST /Users", expect.objectContaining({ active: true })],
    ["PUT /Users/Ada", expect.objectContaining({ active: false })],
    ["DELETE /Users/Ada"],
  ]);
  for (const one of headers) {
    expect(one).toMatchObject({
      "user-agent": "Google-Auto-Provisioning",
      "content-type": "application/json",
    });
  }
});

it("SailPoint: discovery and aggregation, and then no look-up at all", async () => {
  const { lines } = await play("sailpoint", {}, async (persona) => {
    await must(persona.testConnection());
    await must(persona.assignUser(ada));
    await must(persona.pushGroup(crew));
    await must(persona.deactivateUser(ada));
  });
  expect(lines).toEqual([
    ["GET /ServiceProviderConfig"],
    ["GET /ResourceTypes"],
    ["GET /ResourceTypes/User"],
    ["GET /Schemas"],
    [`GET /Schemas/${core}`],
    ["GET /Users?startIndex=1&count=250"],
    ["GET /Groups?startIndex=1&count=250"],
    ["POST /Users", expect.objectContaining({ active: true })],
    ["POST /Groups", { schemas: [coreGroup], displayName: "Crew", members: [] }],
    ["PATCH /Groups/Crew", [{ op: "add", path: "members", value: [{ value: "Ada" }] }]],
    ["PATCH /Users/Ada", [{ op: "replace", path: "active", value: false }]],
  ]);
});
