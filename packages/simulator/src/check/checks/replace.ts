import { text } from "../../json.ts";
import { type Check, defineCheck } from "../check.ts";
import { expectEqual, expectError, expectStatus, expectUnassigned, part } from "../expect.ts";
import { CheckFailure } from "../verdicts.ts";

const phones = [
  { value: "1", type: "work" },
  { value: "2", type: "mobile" },
];

/** What becomes of a PUT. */
export const replaceChecks: readonly Check[] = [
  defineCheck("G1a", "MUST", [7644, "3.5.1"], "PUT replaces a resource.", async (scene) => {
    const { path, body } = await scene.user({ displayName: "Old" });
    expectStatus(
      await scene.call("PUT", path, scene.userBody({ userName: body.userName, displayName: "New" })),
      200,
    );
    expectEqual((await scene.get(path)).body.displayName, "New", "displayName");
  }),
  defineCheck("G1b", "MUST", [7644, "3.5.1"], "PUT creates nothing: an unknown id is 404.", async (scene) => {
    expectError(await scene.call("PUT", "/Users/rollcall-check-nobody", scene.userBody()), 404);
  }),
  defineCheck(
    "G2d",
    "MUST",
    [7644, "3.5.1"],
    "null and an empty list in a PUT clear the attribute.",
    async (scene) => {
      const { path, body } = await scene.user({ title: "T", phoneNumbers: phones });
      const next = scene.userBody({ userName: body.userName, title: null, phoneNumbers: [] });
      expectStatus(await scene.call("PUT", path, next), 200);
      const read = (await scene.get(path)).body;
      expectUnassigned(read.title, "title");
      expectUnassigned(read.phoneNumbers, "phoneNumbers");
    },
  ),
  defineCheck("G4", "MUST", [7644, "3.5.1"], "readOnly attributes in a PUT are ignored.", async (scene) => {
    const { path, id, body } = await scene.user();
    const echo = {
      ...body,
      id: "rollcall-check-other",
      meta: { resourceType: "Group" },
      groups: [{ value: "x" }],
    };
    expectStatus(await scene.call("PUT", path, echo), 200);
    const read = (await scene.get(path)).body;
    expectEqual(read.id, id, "id");
    expectEqual(part(read.meta, "resourceType"), "User", "meta.resourceType");
    expectUnassigned(read.groups, "groups");
  }),
  defineCheck(
    "G5a",
    "MUST",
    [7644, "3.5.1"],
    "A PUT without a required attribute is refused as invalidValue.",
    async (scene) => {
      const { path } = await scene.user();
      const { userName: _, ...body } = scene.userBody();
      expectError(await scene.call("PUT", path, body), 400, "invalidValue");
    },
  ),
  defineCheck(
    "G5b",
    "MUST",
    [7644, "3.3"],
    "A PUT that takes another's unique value is refused with 409.",
    async (scene) => {
      const [one, other] = [await scene.user(), await scene.user()];
      const body = scene.userBody({ userName: other.body.userName });
      expectError(await scene.call("PUT", one.path, body), 409, "uniqueness");
    },
  ),
  defineCheck("G6a", "MUST", [7644, "3.5.1"], "PUT answers 200 with the whole resource.", async (scene) => {
    const { path, id, body } = await scene.user();
    const answer = await scene.call("PUT", path, scene.userBody({ userName: body.userName, title: "T" }));
    expectStatus(answer, 200);
    expectEqual([answer.body.id, answer.body.title], [id, "T"], "id and title in the answer");
  }),
  defineCheck("B4b", "MUST", [7643, "3.1"], "meta in a request is ignored.", async (scene) => {
    const { path, body } = await scene.user();
    const created = part(body.meta, "created");
    const meta = {
      resourceType: "User",
      created: "1999-01-01T00:00:00Z",
      location: "https://elsewhere.example/",
    };
    expectStatus(await scene.call("PUT", path, { ...body, meta }), 200);
    const read = (await scene.get(path)).body.meta;
    expectEqual(part(read, "created"), created, "meta.created");
    if (text(part(read, "location")).startsWith("https://elsewhere")) {
      throw new CheckFailure("meta.location is the client's");
    }
  }),
];
