import { describe, expect, it } from "vitest";
import { ada, believing, bob, pushedGroup, withPersona } from "../../test/support/okta-fixture.ts";
import { error, inTurn, list } from "../../test/support/recording-server.ts";
import { makeOrg } from "../directory.ts";
import { oktaCatalog } from "./okta-catalog.ts";
import { oktaWizard } from "./okta-wizard.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:Group";
const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const patch = (...Operations: readonly object[]) => ({ schemas: [patchOp], Operations });
const find = "GET /Groups?filter=displayName%20eq%20%22Team+%5C%22A%5C%22%22&startIndex=1&count=100".replace(
  "Team+",
  "Team%20",
);
const team = { id: "00g1", name: 'Team "A"', members: [ada.id, bob.id] };
const both = [
  { value: "id-ada", display: "ada@a.example" },
  { value: "id-bob", display: "bob@a.example" },
];
const created = { status: 201, body: { id: "g1" } };
const ok = { status: 200, body: { id: "g1", displayName: team.name } };
const whole = (displayName: string, members: readonly object[]) => ({
  schemas: [core],
  displayName,
  members,
});

describe("okta-wizard", () => {
  it("creates a group, reads it and puts it whole", async () => {
    await using okta = await withPersona(oktaWizard, inTurn(list(), created, ok));
    believing(okta.persona, ada, bob);
    expect(await okta.persona.pushGroup(team)).toEqual({ ok: true, value: { how: "created", id: "g1" } });
    expect(okta.wire()).toEqual([
      find,
      ["POST /Groups", whole(team.name, both)],
      "GET /Groups/g1",
      ["PUT /Groups/g1", whole(team.name, both)],
    ]);
  });

  it("puts all members for every change, none included", async () => {
    await using okta = await withPersona(oktaWizard, () => ok);
    believing(okta.persona, ada, bob);
    const group = pushedGroup(okta.persona, "00g1", "Team", [ada]);
    await okta.persona.updateMembership(group, { add: [bob.id] });
    await okta.persona.updateMembership(group, { remove: [ada.id, bob.id] });
    await okta.persona.renameGroup({ ...group, name: "Crew" });
    await okta.persona.pushNow(group);
    expect(okta.wire()).toEqual([
      "GET /Groups/g1",
      ["PUT /Groups/g1", whole("Team", both)],
      "GET /Groups/g1",
      ["PUT /Groups/g1", whole("Team", [])],
      "GET /Groups/g1",
      ["PUT /Groups/g1", whole("Crew", [])],
      "GET /Groups/g1",
      ["PUT /Groups/g1", whole("Team", both.slice(0, 1))],
    ]);
  });
});

describe("okta-catalog", () => {
  const rename = (displayName: string) => patch({ op: "replace", value: { id: "g1", displayName } });

  it("creates a group with its members and sends no more", async () => {
    await using okta = await withPersona(oktaCatalog, inTurn(list(), created));
    believing(okta.persona, ada, bob);
    await okta.persona.pushGroup(team);
    expect(okta.wire()).toEqual([find, ["POST /Groups", whole(team.name, both)]]);
  });

  it("takes over a group of the same name: name, then all members", async () => {
    await using okta = await withPersona(
      oktaCatalog,
      inTurn(list({ id: "g1", displayName: 'TEAM "a"' }), { status: 204 }),
    );
    believing(okta.persona, ada, bob);
    expect(await okta.persona.linkGroup(team)).toEqual({ ok: true, value: { how: "linked", id: "g1" } });
    expect(okta.wire()).toEqual([
      find,
      ["PATCH /Groups/g1", rename(team.name)],
      ["PATCH /Groups/g1", patch({ op: "replace", path: "members", value: both })],
    ]);
  });

  it("sends the name with every change of members, removals before additions", async () => {
    await using okta = await withPersona(oktaCatalog, () => ({ status: 204 }));
    believing(okta.persona, ada, bob);
    const group = pushedGroup(okta.persona, "00g1", "Team", [ada]);
    await okta.persona.updateMembership(group, { add: [bob.id], remove: [ada.id] });
    await okta.persona.renameGroup({ ...group, name: "Crew" });
    expect(okta.wire()).toEqual([
      ["PATCH /Groups/g1", rename("Team")],
      [
        "PATCH /Groups/g1",
        patch(
          { op: "remove", path: 'members[value eq "id-ada"]' },
          { op: "add", path: "members", value: both.slice(1) },
        ),
      ],
      ["PATCH /Groups/g1", rename("Crew")],
    ]);
    expect([...okta.persona.belief.groups.get("00g1")!.members]).toEqual([bob.id]);
  });

  it("cuts changes into batches that count removals and additions together", async () => {
    await using okta = await withPersona(oktaCatalog, () => ({ status: 204 }), { patchBatch: 4 });
    const { users } = makeOrg({ users: 11, groups: 0 });
    believing(okta.persona, ...users);
    const group = pushedGroup(okta.persona, "00g1", "Team", users.slice(0, 5));
    const change = { remove: users.slice(0, 5).map(({ id }) => id), add: users.slice(5).map(({ id }) => id) };
    await okta.persona.updateMembership(group, change);
    const bodies = okta.wire().slice(1) as [string, ReturnType<typeof patch>][];
    const sizes = bodies.map(([, body]) =>
      body.Operations.map((operation) => ("value" in operation ? (operation.value as []).length : "remove")),
    );
    expect(sizes).toEqual([["remove", "remove", "remove", "remove"], ["remove", 3], [3]]);
  });

  it.each([
    [true, 3],
    [false, 1],
  ])("with concurrent pushes %s has %i batches in flight", async (concurrentGroupPushes, expected) => {
    let open = 0;
    let most = 0;
    const answer = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 30));
      open -= 1;
      return { status: 204 };
    };
    await using okta = await withPersona(oktaCatalog, answer, { patchBatch: 1, concurrentGroupPushes });
    const { users } = makeOrg({ users: 3, groups: 0 });
    believing(okta.persona, ...users);
    const group = pushedGroup(okta.persona, "00g1", "Team", []);
    await okta.persona.updateMembership(group, { add: users.map(({ id }) => id) });
    expect(most).toBe(expected);
  });
});

describe.each([oktaWizard, oktaCatalog])("$name", (definition) => {
  it("deletes a group on unlink when told to, else sends nothing", async () => {
    await using okta = await withPersona(definition, () => ({ status: 204 }));
    const gone = pushedGroup(okta.persona, "00g1", "Gone", []);
    const left = pushedGroup(okta.persona, "00g2", "Left", []);
    await okta.persona.unlinkGroup(gone, { delete: true });
    await okta.persona.unlinkGroup(left, { delete: false });
    expect(okta.wire()).toEqual(["DELETE /Groups/g1"]);
    expect([...okta.persona.belief.groups.values()].map(({ state }) => state)).toEqual(["deleted", "left"]);
  });

  it("leaves out members that are inactive or were never pushed", async () => {
    await using okta = await withPersona(definition, inTurn(list(), created, ok));
    believing(okta.persona, ada);
    okta.persona.belief.users.set(bob.id, { ...okta.persona.belief.users.get(ada.id)!, active: false });
    await okta.persona.pushGroup({ ...team, members: [ada.id, bob.id, "00unobody"] });
    expect(okta.wire()[1]).toMatchObject(["POST /Groups", { members: both.slice(0, 1) }]);
  });

  it("keeps its picture of a group when the push fails", async () => {
    await using okta = await withPersona(definition, () => error(500, "broken"));
    believing(okta.persona, ada, bob);
    const group = pushedGroup(okta.persona, "00g1", "Team", [ada]);
    expect(await okta.persona.updateMembership(group, { add: [bob.id] })).toMatchObject({ ok: false });
    expect([...okta.persona.belief.groups.get("00g1")!.members]).toEqual([ada.id]);
  });

  it("has nothing to link to when no group bears the name", async () => {
    await using okta = await withPersona(definition, () => list());
    expect(await okta.persona.linkGroup(team)).toMatchObject({ ok: false, task: { kind: "wrongAnswer" } });
  });
});
