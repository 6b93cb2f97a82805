import { text } from "../../json.ts";
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
} from "../expect.ts";

/** What becomes of a POST. */
export const createChecks: readonly Check[] = [
  defineCheck(
    "D2a",
    "MUST",
    [7644, "3.3"],
    "A creation answers 201 with Location, which equals meta.location.",
    async (scene) => {
      const answer = await scene.call("POST", "/Users", scene.userBody());
      expectStatus(answer, 201);
      expectThat(text(answer.headers.location) !== "", "there is no Location");
      expectEqual(part(answer.body.meta, "location"), answer.headers.location, "meta.location");
    },
  ),
  defineCheck(
    "D2b",
    "SHOULD",
    [7644, "3.3"],
    "A creation answers with the whole resource.",
    async (scene) => {
      const body = scene.userBody({ displayName: "Whole" });
      const answer = await scene.call("POST", "/Users", body);
      expectStatus(answer, 201);
      for (const name of ["userName", "displayName", "active"])
        expectEqual(answer.body[name], body[name], name);
    },
  ),
  defineCheck(
    "D1a",
    "MUST",
    [7644, "3.3"],
    "readOnly attributes in the body of a POST are ignored.",
    async (scene) => {
      const groups = [{ value: "rollcall-check-none" }];
      const { path } = await scene.user({ id: "rollcall-check-mine", groups });
      const { body } = await scene.get(path);
      expectThat(body.id !== "rollcall-check-mine", "the id is the client's");
      expectUnassigned(body.groups, "groups");
    },
  ),
  defineCheck(
    "D1c",
    "MUST",
    [7644, "3.3"],
    "null and an empty list leave the attribute unassigned.",
    async (scene) => {
      const { path } = await scene.user({ title: null, phoneNumbers: [] });
      const { body } = await scene.get(path);
      expectUnassigned(body.title, "title");
      expectUnassigned(body.phoneNumbers, "phoneNumbers");
    },
  ),
  defineCheck(
    "D3",
    "MUST",
    [7644, "3.3.1"],
    "meta.resourceType comes from the endpoint, whatever the body says.",
    async (scene) => {
      const { body } = await scene.user({ meta: { resourceType: "Group" } });
      expectEqual(part(body.meta, "resourceType"), "User", "meta.resourceType");
    },
  ),
  defineCheck(
    "D4a",
    "MUST",
    [7644, "3.3"],
    "A duplicate is refused with 409 and uniqueness.",
    async (scene) => {
      const body = scene.userBody();
      expectStatus(await scene.call("POST", "/Users", body), 201);
      const again = await scene.call("POST", "/Users", body);
      expectError(again, 409);
      expectEqual(again.body.scimType, "uniqueness", "scimType");
    },
  ),
  defineCheck(
    "B13",
    "SHOULD",
    [7643, "4.1.1"],
    "userName is unique without regard to case.",
    async (scene) => {
      const body = scene.userBody();
      expectStatus(await scene.call("POST", "/Users", body), 201);
      expectError(
        await scene.call("POST", "/Users", { ...body, userName: text(body.userName).toUpperCase() }),
        409,
        "uniqueness",
      );
    },
  ),
  defineCheck("D4b", "SHOULD", [7644, "3.6"], "A deleted resource is no duplicate.", async (scene) => {
    const { path, body } = await scene.user();
    expectStatus(await scene.call("DELETE", path), 204);
    expectStatus(await scene.call("POST", "/Users", scene.userBody({ userName: body.userName })), 201);
  }),
  defineCheck(
    "D5a",
    "MUST",
    [7644, "3.12"],
    "A body that is not JSON, or no object, is refused as invalidSyntax.",
    async (scene) => {
      for (const body of ['{"userName":', "[]", '"x"']) {
        expectError(await scene.call("POST", "/Users", body), 400, "invalidSyntax");
      }
    },
  ),
  defineCheck(
    "D5b",
    "MUST",
    [7643, "3"],
    "A body without its schema in schemas is refused as invalidValue.",
    async (scene) => {
      const { schemas: _, ...body } = scene.userBody();
      const answer = await scene.call("POST", "/Users", body);
      // Either keyword is defensible: the structure is at fault, or a required value is missing.
      expectRefusal(answer, 400, answer.body.scimType === "invalidSyntax" ? "invalidSyntax" : "invalidValue");
    },
  ),
  defineCheck(
    "D5c",
    "MUST",
    [7644, "3.12"],
    "A body without a required attribute is refused as invalidValue.",
    async (scene) => {
      const { userName: _, ...body } = scene.userBody();
      expectError(await scene.call("POST", "/Users", body), 400, "invalidValue");
    },
  ),
  defineCheck(
    "B8a",
    "MUST",
    [7643, "2.4"],
    "primary is true for at most one value of an attribute.",
    async (scene) => {
      const emails = ["a", "b"].map((name) => ({
        value: `${scene.name()}${name}@example.com`,
        primary: true,
      }));
      const answer = await scene.call("POST", "/Users", scene.userBody({ emails }));
      expectStatus(answer, 201, 400);
      if (answer.status === 400) return;
      const primary = Array.isArray(answer.body.emails)
        ? answer.body.emails.filter((email) => part(email, "primary") === true)
        : [];
      expectThat(primary.length <= 1, `${primary.length} e-mails are primary`);
    },
  ),
  defineCheck("B2d", "MUST", [7643, "3.1"], 'No id contains "bulkId".', async (scene) => {
    const { id } = await scene.user();
    expectThat(!id.includes("bulkId"), `the id is ${id}`);
  }),
  defineCheck(
    "B3a",
    "MUST",
    [7643, "3.1"],
    "externalId is what the client set, and absent when it set none.",
    async (scene) => {
      const externalId = scene.name();
      const set = await scene.user({ externalId });
      const unset = await scene.user();
      expectEqual((await scene.get(set.path)).body.externalId, externalId, "externalId");
      expectUnassigned((await scene.get(unset.path)).body.externalId, "externalId");
    },
  ),
  defineCheck(
    "B4c",
    "MUST",
    [7643, "3.1"],
    "lastModified equals created until the first change.",
    async (scene) => {
      const { path } = await scene.user();
      const { meta } = (await scene.get(path)).body;
      expectEqual(part(meta, "lastModified"), part(meta, "created"), "meta.lastModified");
    },
  ),
  defineCheck(
    "B5a",
    "MUST",
    [7643, "2.1"],
    "Attribute names in a body are case insensitive, at every level.",
    async (scene) => {
      const { name: _, ...body } = scene.userBody();
      const made = await scene.call("POST", "/Users", {
        ...body,
        NAME: { GivenName: "Case" },
        DisplayName: "D",
      });
      expectStatus(made, 201);
      expectEqual(part(made.body.name, "givenName"), "Case", "name.givenName");
      expectEqual(made.body.displayName, "D", "displayName");
    },
  ),
  defineCheck(
    "B7a",
    "MUST",
    [7643, "2.3.2"],
    "A boolean is a JSON literal: text is refused.",
    async (scene) => {
      expectRefusal(await scene.call("POST", "/Users", scene.userBody({ active: "true" })), 400);
    },
  ),
  defineCheck("B16b", "MUST", [7643, "4.1.1"], "active is kept as the client set it.", async (scene) => {
    for (const active of [true, false]) {
      const { path } = await scene.user({ active });
      expectEqual((await scene.get(path)).body.active, active, "active");
    }
  }),
  defineCheck("B16c", "MUST", [7643, "4.1.1"], "A password is not returned in any form.", async (scene) => {
    const made = await scene.user({ password: "Correct-horse-9-battery" });
    expectUnassigned(made.body.password, "password in the answer to POST");
    const read = await scene.get(`${made.path}?attributes=password`);
    expectUnassigned(read.body.password, "password when it is asked for");
    expectThat(!read.text.includes("Correct-horse"), "the password stands in the answer");
  }),
  defineCheck(
    "B19a",
    "MUST",
    [7643, "3.3"],
    "An extension's attributes stand in a container named by its URN, which schemas lists.",
    async (scene) => {
      const { path } = await scene.user({
        schemas: [coreUser, enterpriseUser],
        [enterpriseUser]: { department: "Labs" },
      });
      const { body } = await scene.get(path);
      expectEqual(part(body[enterpriseUser], "department"), "Labs", "department");
      expectThat(
        Array.isArray(body.schemas) && body.schemas.includes(enterpriseUser),
        "schemas does not list it",
      );
    },
  ),
  defineCheck(
    "A2a",
    "MUST",
    [7644, "3.8"],
    "Bodies are JSON in UTF-8: text comes back as it was sent.",
    async (scene) => {
      const displayName = 'Żółć ʻO𠮷 "quoted" \\ é 🙂 it\'s';
      const { path } = await scene.user({ displayName });
      expectEqual((await scene.get(path)).body.displayName, displayName, "displayName");
    },
  ),
  defineCheck(
    "A3a",
    "MUST",
    [7644, "3.8"],
    "A body of the type application/scim+json is read, whatever the parameters of the type.",
    async (scene) => {
      const headers = { "Content-Type": "application/scim+json; charset=utf-8" };
      expectStatus(await scene.call("POST", "/Users", scene.userBody(), { headers }), 201);
    },
  ),
  defineCheck(
    "A3b",
    "SHOULD",
    [7644, "3.8"],
    "A body of the type application/json is read.",
    async (scene) => {
      const headers = { "Content-Type": "application/json" };
      expectStatus(await scene.call("POST", "/Users", scene.userBody(), { headers }), 201);
    },
  ),
];
