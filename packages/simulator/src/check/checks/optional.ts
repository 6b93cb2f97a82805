import { type JsonObject, objects, text } from "../../json.ts";
import { coreGroup } from "../../personas/urns.ts";
import { type Check, defineCheck } from "../check.ts";
import { expectEqual, expectError, expectStatus, expectThat, part, valuesOf } from "../expect.ts";
import type { CheckAnswer, Scene } from "../scene.ts";

const bulk = { needs: "bulk" } as const;
const etag = { needs: "etag" } as const;
const bulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

const sendBulk = (
  scene: Scene,
  operations: readonly JsonObject[],
  more: JsonObject = {},
): Promise<CheckAnswer> =>
  scene.call("POST", "/Bulk", { schemas: [bulkRequest], ...more, Operations: operations });

const creation = (scene: Scene, bulkId: string, more: JsonObject = {}): JsonObject => ({
  method: "POST",
  path: "/Users",
  bulkId,
  data: scene.userBody(more),
});

/** What a server may offer: many operations in one request, and versions. */
export const optionalChecks: readonly Check[] = [
  defineCheck(
    "L1b",
    "MUST",
    [7644, "3.7"],
    "POST, PUT, PATCH and DELETE are possible in one request.",
    async (scene) => {
      const [one, two] = [await scene.user(), await scene.user()];
      const answer = await sendBulk(scene, [
        creation(scene, "new"),
        { method: "PUT", path: one.path, data: scene.userBody({ title: "T" }) },
        { method: "DELETE", path: two.path },
      ]);
      expectStatus(answer, 200);
      const statuses = objects(answer.body.Operations).map(({ status }) => status);
      expectEqual(statuses, ["201", "200", "204"], "the statuses of the operations");
    },
    bulk,
  ),
  defineCheck(
    "L2b",
    "MUST",
    [7644, "3.7.3"],
    "The result of an operation has method, bulkId, location and a status that is text.",
    async (scene) => {
      const answer = await sendBulk(scene, [creation(scene, "new")]);
      const [result] = objects(answer.body.Operations);
      expectEqual([result?.method, result?.bulkId, result?.status], ["POST", "new", "201"], "the result");
      expectThat(text(result?.location) !== "", "the result has no location");
    },
    bulk,
  ),
  defineCheck(
    "L2c",
    "MUST",
    [7644, "3.7.3"],
    "The result of an operation that failed holds the SCIM Error.",
    async (scene) => {
      const { userName: _, ...data } = scene.userBody();
      const answer = await sendBulk(scene, [{ method: "POST", path: "/Users", bulkId: "bad", data }]);
      expectStatus(answer, 200);
      const [result] = objects(answer.body.Operations);
      expectEqual(result?.status, "400", "the status of the operation");
      expectEqual(part(result?.response, "status"), "400", "status in the response");
    },
    bulk,
  ),
  defineCheck(
    "L3a",
    "MUST",
    [7644, "3.7.3"],
    "Without failOnErrors the request goes on after a failure.",
    async (scene) => {
      const bad = { method: "DELETE", path: "/Users/rollcall-check-nobody" };
      const answer = await sendBulk(scene, [bad, creation(scene, "after")]);
      const statuses = objects(answer.body.Operations).map(({ status }) => status);
      expectEqual(statuses, ["404", "201"], "the statuses of the operations");
    },
    bulk,
  ),
  defineCheck(
    "L3b",
    "MUST",
    [7644, "3.7.3"],
    "After failOnErrors failures the rest is left.",
    async (scene) => {
      const bad = { method: "DELETE", path: "/Users/rollcall-check-nobody" };
      const answer = await sendBulk(scene, [bad, creation(scene, "after")], { failOnErrors: 1 });
      const statuses = objects(answer.body.Operations).map(({ status }) => status);
      expectEqual(statuses, ["404"], "the statuses of the operations");
    },
    bulk,
  ),
  defineCheck(
    "L4a",
    "MUST",
    [7644, "3.7.2"],
    "bulkId: references are replaced by ids.",
    async (scene) => {
      const data = { schemas: [coreGroup], displayName: scene.name(), members: [{ value: "bulkId:member" }] };
      const group = { method: "POST", path: "/Groups", bulkId: "group", data };
      const answer = await sendBulk(scene, [creation(scene, "member"), group]);
      const path = (bulkId: string) => {
        const result = objects(answer.body.Operations).find((one) => one.bulkId === bulkId);
        return /\/(?:Users|Groups)\/[^/]+$/.exec(text(result?.location))?.[0] ?? "";
      };
      const member = (await scene.get(path("member"))).body.id;
      expectEqual(valuesOf((await scene.get(path("group"))).body.members), [member], "members");
    },
    bulk,
  ),
  defineCheck(
    "L6b",
    "MUST",
    [7644, "3.7.4"],
    "A request with more operations than maxOperations is 413.",
    async (scene) => {
      const most = Number(part((await scene.config()).bulk, "maxOperations"));
      const operation = { method: "DELETE", path: "/Users/rollcall-check-nobody" };
      expectError(
        await sendBulk(
          scene,
          Array.from({ length: most + 1 }, () => operation),
        ),
        413,
      );
    },
    bulk,
  ),
  defineCheck(
    "M1a",
    "MUST",
    [7644, "3.14"],
    "The ETag header and meta.version carry the same value.",
    async (scene) => {
      const { path } = await scene.user();
      const answer = await scene.get(path);
      expectThat(text(answer.headers.etag) !== "", "there is no ETag");
      expectEqual(part(answer.body.meta, "version"), answer.headers.etag, "meta.version");
    },
    etag,
  ),
  defineCheck(
    "M2a",
    "MUST",
    [7644, "3.14"],
    "GET with the current version in If-None-Match is 304 without a body.",
    async (scene) => {
      const { path } = await scene.user();
      const version = text((await scene.get(path)).headers.etag);
      const answer = await scene.get(path, { headers: { "If-None-Match": version } });
      expectStatus(answer, 304);
      expectEqual(answer.text, "", "the body");
    },
    etag,
  ),
  defineCheck(
    "M2b",
    "MUST",
    [7644, "3.14"],
    "PUT and DELETE with another version in If-Match are 412, and change nothing.",
    async (scene) => {
      const { path, body } = await scene.user();
      const options = { headers: { "If-Match": 'W/"rollcall-check-other"' } };
      expectError(await scene.call("PUT", path, { ...body, title: "T" }, options), 412);
      expectError(await scene.call("DELETE", path, undefined, options), 412);
      expectEqual((await scene.get(path)).body.title, undefined, "title");
    },
    etag,
  ),
  defineCheck(
    "G6c",
    "MUST",
    [7644, "3.14"],
    "A PUT that changes something gives a new version.",
    async (scene) => {
      const { path, body } = await scene.user();
      const before = (await scene.get(path)).headers.etag;
      expectStatus(await scene.call("PUT", path, { ...body, title: "T" }), 200);
      expectThat((await scene.get(path)).headers.etag !== before, "the ETag is the same");
    },
    etag,
  ),
];
