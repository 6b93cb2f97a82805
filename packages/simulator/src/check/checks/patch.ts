import { type JsonObject, objects } from "../../json.ts";
import { coreUser, enterpriseUser } from "../../personas/urns.ts";
import { type Check, defineCheck } from "../check.ts";
import {
  expectEqual,
  expectError,
  expectRefusal,
  expectStatus,
  expectThat,
  expectUnassigned,
  part,
  valuesOf,
} from "../expect.ts";
import type { Made, Scene } from "../scene.ts";

const patch = { needs: "patch" } as const;

/** Sends operations that have to succeed; gives the resource as it is read afterwards. */
const patched = async (scene: Scene, { path }: Made, ...list: readonly JsonObject[]): Promise<JsonObject> => {
  expectStatus(await scene.patch(path, ...list), 200, 204);
  return (await scene.get(path)).body;
};

const phones = [
  { value: "1", type: "work" },
  { value: "2", type: "mobile" },
];

/** What becomes of a PATCH. */
export const patchChecks: readonly Check[] = [
  defineCheck(
    "H1b",
    "MUST",
    [7644, "3.5.2"],
    "Operations is a list of one or more operations.",
    async (scene) => {
      expectRefusal(await scene.patch((await scene.user()).path), 400);
    },
    patch,
  ),
  defineCheck(
    "H1c",
    "MUST",
    [7644, "3.5.2"],
    "op is add, replace or remove; anything else is refused as invalidSyntax.",
    async (scene) => {
      const { path } = await scene.user();
      expectError(await scene.patch(path, { op: "move", path: "title", value: "x" }), 400, "invalidSyntax");
    },
    patch,
  ),
  defineCheck(
    "H2a",
    "MUST",
    [7644, "3.5.2"],
    "Operations are applied in order, each to the result of the one before.",
    async (scene) => {
      const body = await patched(
        scene,
        await scene.user(),
        { op: "add", path: "title", value: "1" },
        { op: "remove", path: "title" },
        { op: "add", path: "title", value: "2" },
      );
      expectEqual(body.title, "2", "title");
    },
    patch,
  ),
  defineCheck(
    "H2b",
    "MUST",
    [7644, "3.5.2"],
    "A PATCH is atomic: when one operation fails, nothing has changed.",
    async (scene) => {
      const { path } = await scene.user({ title: "before" });
      const bad = [
        { op: "replace", path: "title", value: "after" },
        { op: "replace", path: "active", value: { no: "boolean" } },
      ];
      expectError(await scene.patch(path, ...bad), 400);
      expectEqual((await scene.get(path)).body.title, "before", "title");
    },
    patch,
  ),
  defineCheck(
    "H3c",
    "MUST",
    [7644, "3.5.2"],
    "A PATCH with attributes answers 200 with them.",
    async (scene) => {
      const { path } = await scene.user();
      const answer = await scene.patch(`${path}?attributes=title`, { op: "add", path: "title", value: "T" });
      expectStatus(answer, 200);
      expectEqual(answer.body.title, "T", "title");
    },
    patch,
  ),
  defineCheck(
    "H4a",
    "MUST",
    [7644, "3.5.2"],
    "A path outside the grammar is refused as invalidPath.",
    async (scene) => {
      const { path } = await scene.user();
      const answer = await scene.patch(path, { op: "replace", path: "emails[", value: "x" });
      // The filter inside the path is what is malformed: either keyword says so.
      expectError(answer, 400, answer.body.scimType === "invalidFilter" ? "invalidFilter" : "invalidPath");
    },
    patch,
  ),
  defineCheck(
    "H5a",
    "MUST",
    [7644, "3.10"],
    "Names and URNs in a path are case insensitive.",
    async (scene) => {
      const body = await patched(scene, await scene.user(), {
        op: "replace",
        path: "NAME.FamilyName",
        value: "Case",
      });
      expectEqual(part(body.name, "familyName"), "Case", "name.familyName");
    },
    patch,
  ),
  defineCheck(
    "H5b",
    "MUST",
    [7644, "3.10"],
    "The core URN before a path is optional.",
    async (scene) => {
      const body = await patched(scene, await scene.user(), {
        op: "add",
        path: `${coreUser}:title`,
        value: "T",
      });
      expectEqual(body.title, "T", "title");
    },
    patch,
  ),
  defineCheck(
    "H6",
    "MUST",
    [7644, "3.5.2.1"],
    "Setting an attribute of an extension adds its URN to schemas.",
    async (scene) => {
      const operation = { op: "add", path: `${enterpriseUser}:department`, value: "Labs" };
      const body = await patched(scene, await scene.user(), operation);
      expectEqual(part(body[enterpriseUser], "department"), "Labs", "department");
      expectThat(
        Array.isArray(body.schemas) && body.schemas.includes(enterpriseUser),
        "schemas does not list it",
      );
    },
    patch,
  ),
  defineCheck(
    "H7a",
    "MUST",
    [7644, "3.5.2"],
    "A value that becomes primary makes every other value not primary.",
    async (scene) => {
      const value = `${scene.name()}@example.com`;
      const operation = { op: "add", path: "emails", value: [{ value, type: "home", primary: true }] };
      const body = await patched(scene, await scene.user(), operation);
      const primary = objects(body.emails).filter((email) => email.primary === true);
      expectEqual(valuesOf(primary), [value], "the primary e-mails");
    },
    patch,
  ),
  defineCheck(
    "H8a",
    "MUST",
    [7644, "3.5.2"],
    "An operation on a readOnly attribute is refused as mutability.",
    async (scene) => {
      const { path } = await scene.user();
      expectError(await scene.patch(path, { op: "replace", path: "id", value: "x" }), 400, "mutability");
    },
    patch,
  ),
  defineCheck(
    "B15b",
    "MUST",
    [7644, "3.5.2.2"],
    "Removing a required attribute by PATCH is refused as mutability.",
    async (scene) => {
      const { path } = await scene.user();
      const answer = await scene.patch(path, { op: "remove", path: "userName" });
      expectError(answer, 400, answer.body.scimType === "invalidValue" ? "invalidValue" : "mutability");
    },
    patch,
  ),
  defineCheck(
    "H10a",
    "MUST",
    [7644, "3.5.2.1"],
    "add without path merges: simple attributes are set, complex ones merged, lists appended to.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: [phones[0]] });
      const value = { title: "T", name: { middleName: "M" }, phoneNumbers: [phones[1]] };
      const body = await patched(scene, made, { op: "add", value });
      expectEqual(body.title, "T", "title");
      expectEqual([part(body.name, "givenName"), part(body.name, "middleName")], ["Rollcall", "M"], "name");
      expectEqual(valuesOf(body.phoneNumbers), ["1", "2"], "phoneNumbers");
    },
    patch,
  ),
  defineCheck(
    "H10b",
    "MUST",
    [7644, "3.5.2.3"],
    "replace without path replaces each attribute that is named.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: phones, title: "T" });
      const body = await patched(scene, made, { op: "replace", value: { phoneNumbers: [{ value: "3" }] } });
      expectEqual(valuesOf(body.phoneNumbers), ["3"], "phoneNumbers");
      expectEqual(body.title, "T", "title");
    },
    patch,
  ),
  defineCheck(
    "H10c",
    "MUST",
    [7644, "3.5.2.2"],
    "remove without path is refused as noTarget.",
    async (scene) => {
      expectError(await scene.patch((await scene.user()).path, { op: "remove" }), 400, "noTarget");
    },
    patch,
  ),
  defineCheck(
    "H10d",
    "MUST",
    [7644, "3.5.2.1"],
    "add of a simple attribute sets it, also over an old value.",
    async (scene) => {
      const body = await patched(scene, await scene.user({ title: "1" }), {
        op: "add",
        path: "title",
        value: "2",
      });
      expectEqual(body.title, "2", "title");
    },
    patch,
  ),
  defineCheck(
    "H10f",
    "MUST",
    [7644, "3.5.2.3"],
    "replace of an absent attribute adds it.",
    async (scene) => {
      const body = await patched(scene, await scene.user(), { op: "replace", path: "title", value: "T" });
      expectEqual(body.title, "T", "title");
    },
    patch,
  ),
  defineCheck(
    "H10g",
    "MUST",
    [7644, "3.5.2.2"],
    "remove unassigns.",
    async (scene) => {
      const body = await patched(scene, await scene.user({ title: "T" }), { op: "remove", path: "title" });
      expectUnassigned(body.title, "title");
    },
    patch,
  ),
  defineCheck(
    "H10h",
    "MUST",
    [7644, "3.5.2.3"],
    "add and replace of a complex attribute leave the sub-attributes that they do not name.",
    async (scene) => {
      for (const op of ["add", "replace"]) {
        const body = await patched(scene, await scene.user(), {
          op,
          path: "name",
          value: { middleName: "M" },
        });
        expectEqual(
          [part(body.name, "givenName"), part(body.name, "middleName")],
          ["Rollcall", "M"],
          `name after ${op}`,
        );
      }
    },
    patch,
  ),
  defineCheck(
    "H10j",
    "MUST",
    [7644, "3.5.2"],
    "A path to a sub-attribute sets that alone.",
    async (scene) => {
      const body = await patched(scene, await scene.user(), {
        op: "replace",
        path: "name.familyName",
        value: "New",
      });
      expectEqual([part(body.name, "givenName"), part(body.name, "familyName")], ["Rollcall", "New"], "name");
    },
    patch,
  ),
  defineCheck(
    "H10l",
    "MUST",
    [7644, "3.5.2.1"],
    "add to a list appends one value or several.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: [{ value: "0" }] });
      const body = await patched(scene, made, { op: "add", path: "phoneNumbers", value: phones });
      expectEqual(valuesOf(body.phoneNumbers), ["0", "1", "2"], "phoneNumbers");
    },
    patch,
  ),
  defineCheck(
    "H10m",
    "MUST",
    [7644, "3.5.2.3"],
    "replace of a list replaces all its values.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: phones });
      const body = await patched(scene, made, {
        op: "replace",
        path: "phoneNumbers",
        value: [{ value: "3" }],
      });
      expectEqual(valuesOf(body.phoneNumbers), ["3"], "phoneNumbers");
    },
    patch,
  ),
  defineCheck(
    "H10n",
    "MUST",
    [7644, "3.5.2.1"],
    "add of a value that is already there adds no duplicate.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: phones });
      const body = await patched(scene, made, { op: "add", path: "phoneNumbers", value: [phones[0]] });
      expectEqual(valuesOf(body.phoneNumbers), ["1", "2"], "phoneNumbers");
    },
    patch,
  ),
  defineCheck(
    "H10q",
    "MUST",
    [7644, "3.5.2.3"],
    "replace with a filter replaces the values that match.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: phones });
      const value = { value: "9", type: "mobile" };
      const body = await patched(scene, made, {
        op: "replace",
        path: 'phoneNumbers[type eq "mobile"]',
        value,
      });
      expectEqual(valuesOf(body.phoneNumbers), ["1", "9"], "phoneNumbers");
    },
    patch,
  ),
  defineCheck(
    "H10r",
    "MUST",
    [7644, "3.5.2.3"],
    "replace with a filter that matches nothing is refused as noTarget.",
    async (scene) => {
      const { path } = await scene.user();
      const operation = { op: "replace", path: 'phoneNumbers[type eq "fax"].value', value: "1" };
      expectRefusal(await scene.patch(path, operation), 400, "noTarget");
    },
    patch,
  ),
  defineCheck(
    "H10s",
    "MUST",
    [7644, "3.5.2.2"],
    "remove with a filter removes the values that match; with the last one the attribute is unassigned.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: phones });
      const one = await patched(scene, made, { op: "remove", path: 'phoneNumbers[type eq "work"]' });
      expectEqual(valuesOf(one.phoneNumbers), ["2"], "phoneNumbers");
      const none = await patched(scene, made, { op: "remove", path: 'phoneNumbers[type eq "mobile"]' });
      expectUnassigned(none.phoneNumbers, "phoneNumbers");
    },
    patch,
  ),
  defineCheck(
    "H10u",
    "MUST",
    [7644, "3.5.2.3"],
    "A filter with a sub-attribute sets that in every value that matches.",
    async (scene) => {
      const made = await scene.user({ phoneNumbers: phones });
      const operation = { op: "replace", path: 'phoneNumbers[type eq "mobile"].value', value: "9" };
      expectEqual(valuesOf((await patched(scene, made, operation)).phoneNumbers), ["1", "9"], "phoneNumbers");
    },
    patch,
  ),
  defineCheck(
    "H10v",
    "MUST",
    [7644, "3.5.2"],
    "The same operations work inside an extension, by its URN.",
    async (scene) => {
      const made = await scene.user({
        schemas: [coreUser, enterpriseUser],
        [enterpriseUser]: { department: "1", division: "D" },
      });
      const path = `${enterpriseUser}:department`;
      const set = await patched(scene, made, { op: "replace", path, value: "2" });
      expectEqual(part(set[enterpriseUser], "department"), "2", "department");
      const unset = await patched(scene, made, { op: "remove", path });
      expectUnassigned(part(unset[enterpriseUser], "department"), "department");
      expectEqual(part(unset[enterpriseUser], "division"), "D", "division");
    },
    patch,
  ),
  defineCheck(
    "H10y",
    "MUST",
    [7644, "3.5.2.1"],
    "Adding a member that is there, or removing one that is not, succeeds and changes nothing.",
    async (scene) => {
      const [user, other] = [await scene.user(), await scene.user()];
      const group = await scene.group({ members: [{ value: user.id }] });
      const added = await patched(scene, group, { op: "add", path: "members", value: [{ value: user.id }] });
      expectEqual(valuesOf(added.members), [user.id], "members");
      const path = `members[value eq ${JSON.stringify(other.id)}]`;
      expectEqual(
        valuesOf((await patched(scene, group, { op: "remove", path })).members),
        [user.id],
        "members",
      );
    },
    patch,
  ),
  defineCheck(
    "H11b",
    "MUST",
    [7644, "3.5.2"],
    "A value of the wrong type is refused as invalidValue.",
    async (scene) => {
      const { path } = await scene.user();
      expectError(
        await scene.patch(path, { op: "replace", path: "active", value: "perhaps" }),
        400,
        "invalidValue",
      );
    },
    patch,
  ),
  defineCheck(
    "H11c",
    "MUST",
    [7644, "3.5.2"],
    "An attribute that the schema does not have is refused as invalidPath.",
    async (scene) => {
      const { path } = await scene.user();
      const answer = await scene.patch(path, { op: "add", path: "rollcallCheckNone", value: "x" });
      expectError(answer, 400, answer.body.scimType === "noTarget" ? "noTarget" : "invalidPath");
    },
    patch,
  ),
];
