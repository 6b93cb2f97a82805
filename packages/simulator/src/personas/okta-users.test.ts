import { describe, expect, it } from "vitest";
import { ada, believing, withPersona } from "../../test/support/okta-fixture.ts";
import { error, inTurn, list } from "../../test/support/recording-server.ts";
import { oktaCatalog } from "./okta-catalog.ts";
import { oktaWizard } from "./okta-wizard.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const findAda = "GET /Users?filter=userName%20eq%20%22ada%40a.example%22&startIndex=1&count=100";
const created = { status: 201, body: { id: "7" } };
const ok = (body: unknown) => ({ status: 200, body });

/** What a server returns: derived, read-only and unknown attributes among the pushed ones. */
const stored = {
  schemas: [core, "urn:example:custom"],
  id: "7",
  userName: "ADA@a.example",
  name: { formatted: "Mona Octocat", givenName: "Mona", familyName: "Octocat" },
  emails: [
    { value: "home@a.example", type: "home" },
    { value: "old@a.example", type: "work", primary: true, display: "old" },
  ],
  active: false,
  groups: [{ value: "g", display: "G" }],
  meta: { resourceType: "User", version: 'W/"3"', location: "https://x.example/Users/7" },
  "urn:example:custom": { badge: 12 },
  nickName: "kept",
};

describe.each([oktaWizard, oktaCatalog])("$name", (definition) => {
  it("tests the connection with one request, two with group import", async () => {
    await using one = await withPersona(definition, () => list());
    expect(await one.persona.testConnection()).toMatchObject({ ok: true });
    expect(one.wire()).toEqual(["GET /Users?startIndex=1&count=2"]);
    await using two = await withPersona(definition, () => list(), { importGroups: true });
    await two.persona.testConnection();
    expect(two.wire()).toEqual(["GET /Users?startIndex=1&count=2", "GET /Groups?startIndex=1&count=100"]);
  });

  it("creates a user it does not find", async () => {
    const switches = { emailTypeMapped: true };
    await using okta = await withPersona(definition, inTurn(list(), created), switches);
    expect(await okta.persona.assignUser(ada)).toEqual({ ok: true, value: { how: "created", id: "7" } });
    const body = {
      schemas: [core, enterprise],
      userName: "ada@a.example",
      name: { givenName: "Ada", familyName: "O'Brien" },
      emails: [{ primary: true, value: "ada+mail@a.example", type: "work" }],
      title: "Engineer",
      displayName: "Ada O'Brien",
      locale: "en-IE",
      externalId: "00u18ep2sjmnGT1wk698",
      groups: [],
      password: expect.stringMatching(/^[\w-]{8}$/),
      active: true,
      [enterprise]: { employeeNumber: "100000", department: "Labs" },
    };
    expect(okta.wire()).toEqual([findAda, ["POST /Users", body]]);
  });

  it("sends a minimal mapping in the order of Okta's own requests, without an e-mail type", async () => {
    const switches = { attributes: "minimal", emailTypeMapped: false } as const;
    await using okta = await withPersona(definition, inTurn(list(), created), switches);
    await okta.persona.assignUser(ada);
    const body = okta.server.seen[1]!.body as Record<string, unknown>;
    expect(Object.keys(body)).toEqual([
      "schemas",
      "userName",
      "name",
      "emails",
      "externalId",
      "groups",
      "password",
      "active",
    ]);
    expect(body).toMatchObject({ schemas: [core], emails: [{ primary: true, value: "ada+mail@a.example" }] });
    expect(Object.keys((body.emails as object[])[0]!)).toEqual(["primary", "value"]);
  });

  it("asks for the e-mail by userName when that is the unique identifier", async () => {
    const switches = { uniqueIdentifier: "email", filterEncoding: "plus" } as const;
    await using okta = await withPersona(definition, inTurn(list(), created), switches);
    await okta.persona.assignUser(ada);
    expect(okta.wire()).toMatchObject([
      "GET /Users?filter=userName%20eq%20%22ada%2Bmail%40a.example%22&startIndex=1&count=100",
      ["POST /Users", { userName: "ada+mail@a.example" }],
    ]);
  });

  it("links to a user it finds: everything comes back, with the profile over it", async () => {
    const switches = { emailTypeMapped: false };
    await using okta = await withPersona(definition, inTurn(list(stored), ok(stored), ok(stored)), switches);
    expect(await okta.persona.assignUser(ada)).toEqual({ ok: true, value: { how: "linked", id: "7" } });
    const body = {
      ...stored,
      schemas: [core, "urn:example:custom", enterprise],
      userName: "ada@a.example",
      name: { formatted: "Mona Octocat", givenName: "Ada", familyName: "O'Brien" },
      emails: [
        { value: "home@a.example", type: "home" },
        { value: "ada+mail@a.example", type: "work", primary: true, display: "old" },
      ],
      title: "Engineer",
      displayName: "Ada O'Brien",
      locale: "en-IE",
      externalId: "00u18ep2sjmnGT1wk698",
      active: true,
      [enterprise]: { employeeNumber: "100000", department: "Labs" },
    };
    expect(okta.wire()).toEqual([findAda, "GET /Users/7", ["PUT /Users/7", body]]);
  });

  it("does not overwrite a stranger when the server ignores the filter", async () => {
    await using okta = await withPersona(definition, () => list({ id: "1", userName: "root@a.example" }));
    expect(await okta.persona.assignUser(ada)).toMatchObject({ ok: false, task: { kind: "wrongAnswer" } });
    expect(okta.wire()).toEqual([findAda]);
  });

  it("stops at 409 and records a task, without looking the user up again", async () => {
    await using okta = await withPersona(definition, inTurn(list(), error(409, "There already.")));
    expect(await okta.persona.assignUser(ada)).toMatchObject({ ok: false });
    expect(okta.wire()).toHaveLength(2);
    expect(okta.client.tasks).toEqual([
      {
        operation: "assign user",
        subject: "ada@a.example",
        kind: "conflict",
        status: 409,
        message: "The server answered 409: There already.",
      },
    ]);
    expect(okta.persona.belief.users.size).toBe(0);
  });

  it("updates with GET and PUT, without a password", async () => {
    await using okta = await withPersona(definition, () => ok({ id: "id-ada" }));
    believing(okta.persona, ada);
    await okta.persona.updateUser({ ...ada, title: "" });
    const [get, put] = okta.wire() as [string, [string, object]];
    expect([get, put[0]]).toEqual(["GET /Users/id-ada", "PUT /Users/id-ada"]);
    expect(put[1]).toMatchObject({ id: "id-ada", title: "", active: true });
    expect(put[1]).not.toHaveProperty("password");
    expect(put[1]).not.toHaveProperty("groups");
  });

  it("keeps an inactive user inactive while it updates it", async () => {
    await using okta = await withPersona(definition, () => ok({ id: "id-ada", active: false }));
    believing(okta.persona, ada);
    await okta.persona.deactivateUser(ada);
    okta.wire();
    await okta.persona.updateUser(ada);
    expect(okta.wire()[1]).toMatchObject(["PUT /Users/id-ada", { active: false }]);
    expect(okta.persona.belief.users.get(ada.id)?.active).toBe(false);
  });

  it("imports in steps of 100 whatever the pages hold, and leaves inactive users out", async () => {
    const body = {
      totalResults: 201,
      startIndex: 1,
      itemsPerPage: 2,
      Resources: [{ id: "1" }, { id: "2", active: false }],
    };
    await using okta = await withPersona(definition, () => ok(body));
    expect(await okta.persona.importUsers()).toMatchObject({
      ok: true,
      value: { totalResults: 201, users: [{ id: "1" }, { id: "1" }, { id: "1" }], skippedInactive: 3 },
    });
    expect(okta.wire()).toEqual([
      "GET /Users?startIndex=1&count=100",
      "GET /Users?startIndex=101&count=100",
      "GET /Users?startIndex=201&count=100",
    ]);
  });

  it("sends nothing for a password while password sync is off", async () => {
    await using okta = await withPersona(definition, () => ok({}));
    believing(okta.persona, ada);
    await okta.persona.changePassword(ada, "new");
    expect(okta.wire()).toEqual([]);
  });
});

describe("okta-wizard puts", () => {
  it("active false, and the password", async () => {
    await using okta = await withPersona(oktaWizard, () => ok({ id: "id-ada", active: true }), {
      passwordSync: true,
    });
    believing(okta.persona, ada);
    await okta.persona.changePassword(ada, "n3w");
    await okta.persona.deactivateUser(ada);
    expect(okta.wire()).toMatchObject([
      "GET /Users/id-ada",
      ["PUT /Users/id-ada", { password: "n3w", active: true }],
      "GET /Users/id-ada",
      ["PUT /Users/id-ada", { active: false }],
    ]);
    expect(okta.persona.belief.users.get(ada.id)?.active).toBe(false);
  });

  it("active true on a user that it has looked up again", async () => {
    const there = { ...stored, id: "id-ada" };
    await using okta = await withPersona(oktaWizard, inTurn(list(there), ok(there), ok(there)));
    believing(okta.persona, ada);
    expect(await okta.persona.reactivateUser(ada)).toMatchObject({ ok: true, value: { id: "id-ada" } });
    expect(okta.wire()).toMatchObject([
      findAda,
      "GET /Users/id-ada",
      ["PUT /Users/id-ada", { active: true }],
    ]);
  });
});

describe("okta-catalog patches", () => {
  const replace = (value: object) => ({ schemas: [patchOp], Operations: [{ op: "replace", value }] });

  it("active false and the password, without a path", async () => {
    await using okta = await withPersona(oktaCatalog, () => ({ status: 204 }), { passwordSync: true });
    believing(okta.persona, ada);
    await okta.persona.changePassword(ada, "n3w");
    await okta.persona.deactivateUser(ada);
    expect(okta.wire()).toEqual([
      ["PATCH /Users/id-ada", replace({ password: "n3w" })],
      ["PATCH /Users/id-ada", replace({ active: false })],
    ]);
    expect(okta.persona.belief.users.get(ada.id)?.active).toBe(false);
  });

  it("active true, followed by the profile", async () => {
    await using okta = await withPersona(oktaCatalog, () => ok({ id: "id-ada" }));
    believing(okta.persona, ada);
    await okta.persona.reactivateUser(ada);
    expect(okta.wire()).toMatchObject([
      ["PATCH /Users/id-ada", replace({ active: true })],
      "GET /Users/id-ada",
      ["PUT /Users/id-ada", { active: true, userName: "ada@a.example" }],
    ]);
  });
});
