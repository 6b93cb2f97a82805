import { objects, text } from "../../json.ts";
import { coreUser } from "../../personas/urns.ts";
import { type Check, defineCheck } from "../check.ts";
import {
  expectEqual,
  expectError,
  expectStatus,
  expectThat,
  expectUnassigned,
  part,
  resourcesOf,
  valuesOf,
} from "../expect.ts";

const reads = { reads: true } as const;

/** What becomes of a GET: of one resource, of a list, and of what was deleted. */
export const readChecks: readonly Check[] = [
  defineCheck(
    "E1a",
    "MUST",
    [7644, "3.4.1"],
    "GET of an id answers 200 with the resource.",
    async (scene) => {
      const { id, path } = await scene.anyUser();
      const answer = await scene.get(path);
      expectStatus(answer, 200);
      expectEqual(answer.body.id, id, "id");
    },
    reads,
  ),
  defineCheck(
    "E1c",
    "MUST",
    [7644, "3.4.1"],
    "An id that is unknown is 404.",
    async (scene) => {
      for (const id of [
        "rollcall-check-nobody",
        "00919288221112222",
        "2819c223-7f76-453a-919d-413861904646",
      ]) {
        expectError(await scene.get(`/Users/${id}`), 404);
      }
    },
    reads,
  ),
  defineCheck(
    "E1d",
    "MUST",
    [7644, "3.4.1"],
    "Only the id names a resource in a URL, never its userName or externalId.",
    async (scene) => {
      const externalId = scene.name();
      const { body } = await scene.user({ externalId });
      for (const other of [text(body.userName), externalId]) {
        expectError(await scene.get(`/Users/${encodeURIComponent(other)}`), 404);
      }
    },
  ),
  defineCheck(
    "B1a",
    "MUST",
    [7643, "3"],
    "Every representation has schemas, also when attributes does not name it.",
    async (scene) => {
      const { path } = await scene.anyUser();
      for (const query of ["", "?attributes=userName"]) {
        const { schemas } = (await scene.get(path + query)).body;
        expectThat(
          Array.isArray(schemas) && schemas.includes(coreUser),
          `schemas is ${JSON.stringify(schemas)}`,
        );
      }
    },
    reads,
  ),
  defineCheck(
    "B4a",
    "MUST",
    [7643, "3.1"],
    "meta holds resourceType, created, lastModified and location.",
    async (scene) => {
      const { path } = await scene.anyUser();
      const { meta } = (await scene.get(path)).body;
      for (const name of ["resourceType", "created", "lastModified", "location"]) {
        expectThat(text(part(meta, name)) !== "", `meta has no ${name}`);
      }
      for (const name of ["created", "lastModified"]) {
        expectThat(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text(part(meta, name))),
          `meta.${name} is no dateTime`,
        );
      }
    },
    reads,
  ),
  defineCheck(
    "B4d",
    "MUST",
    [7643, "3.1"],
    "meta.location leads to the resource.",
    async (scene) => {
      const { id, path } = await scene.anyUser();
      const location = text(part((await scene.get(path)).body.meta, "location"));
      expectThat(location.endsWith(`/Users/${encodeURIComponent(id)}`), `meta.location is ${location}`);
    },
    reads,
  ),
  defineCheck(
    "E2a",
    "MUST",
    [7644, "3.4.2.5"],
    "attributes and excludedAttributes are heeded by GET of a resource and of a list.",
    async (scene) => {
      const { path, body } = await scene.user({ displayName: "Shown" });
      const list = `/Users?filter=${encodeURIComponent(`userName eq ${JSON.stringify(body.userName)}`)}`;
      for (const [at, first] of [
        [path, "?"],
        [list, "&"],
      ] as const) {
        const only = await scene.get(`${at}${first}attributes=displayName`);
        const without = await scene.get(`${at}${first}excludedAttributes=displayName`);
        const [one] = first === "?" ? [only.body] : resourcesOf(only);
        const [other] = first === "?" ? [without.body] : resourcesOf(without);
        expectEqual(one?.displayName, "Shown", `${only.line}: displayName`);
        expectUnassigned(one?.userName, `${only.line}: userName`);
        expectUnassigned(other?.displayName, `${without.line}: displayName`);
        expectEqual(other?.userName, body.userName, `${without.line}: userName`);
      }
    },
  ),
  defineCheck(
    "E2c",
    "MUST",
    [7644, "3.10"],
    "Names in attributes are comma-separated, case insensitive, and may have their URN.",
    async (scene) => {
      const { path } = await scene.user({ displayName: "Shown", title: "Lead" });
      const { body } = await scene.get(
        `${path}?attributes=DISPLAYNAME,${encodeURIComponent(coreUser)}:title`,
      );
      expectEqual([body.displayName, body.title], ["Shown", "Lead"], "displayName and title");
      expectUnassigned(body.userName, "userName");
    },
  ),
  defineCheck(
    "E3a",
    "MUST",
    [7644, "3.4.2.5"],
    "attributes gives what is always returned and what is named, nothing else.",
    async (scene) => {
      const { path, id } = await scene.user({ displayName: "Shown" });
      const { body } = await scene.get(`${path}?attributes=displayName`);
      expectEqual(body.id, id, "id");
      const more = Object.keys(body).filter((name) => !["schemas", "id", "displayName"].includes(name));
      expectEqual(more, [], "what comes beside it");
    },
  ),
  defineCheck(
    "E3b",
    "MUST",
    [7644, "3.4.2.5"],
    "excludedAttributes takes nothing that is always returned.",
    async (scene) => {
      const { path, id } = await scene.user();
      expectEqual((await scene.get(`${path}?excludedAttributes=id,schemas,title`)).body.id, id, "id");
    },
  ),
  defineCheck(
    "E5a",
    "MUST",
    [7644, "3.4.2.5"],
    "A named sub-attribute of a multi-valued attribute keeps each value with that part alone.",
    async (scene) => {
      const { path, body } = await scene.user();
      const answer = await scene.get(`${path}?attributes=emails.value`);
      expectEqual(answer.body.emails, [{ value: body.userName }], "emails");
    },
  ),
  defineCheck(
    "F1a",
    "MUST",
    [7644, "3.4.2"],
    "A list is a ListResponse with schemas, totalResults and Resources.",
    async (scene) => {
      const answer = await scene.get("/Users?startIndex=1&count=2");
      const count = resourcesOf(answer).length;
      for (const name of ["startIndex", "itemsPerPage"]) {
        const value = answer.body[name];
        // Both may be left out of an answer that is whole.
        const whole = value === undefined && answer.body.totalResults === count;
        expectThat(whole || typeof value === "number", `${name} is ${JSON.stringify(value)}`);
      }
    },
    reads,
  ),
  defineCheck(
    "F18a",
    "MUST",
    [7644, "3.4.2.4"],
    "startIndex counts from 1, and less than 1 means 1.",
    async (scene) => {
      const first = resourcesOf(await scene.get("/Users?startIndex=1&count=1"))[0]?.id;
      for (const startIndex of [0, -5]) {
        const answer = await scene.get(`/Users?startIndex=${startIndex}&count=1`);
        expectEqual(resourcesOf(answer)[0]?.id, first, `the first resource from ${startIndex}`);
      }
    },
    reads,
  ),
  defineCheck(
    "F18b",
    "MUST",
    [7644, "3.4.2.4"],
    "No more resources than count come back; a negative count is 0.",
    async (scene) => {
      expectThat(resourcesOf(await scene.get("/Users?count=1")).length <= 1, "count=1 gives more than one");
      expectEqual(
        resourcesOf(await scene.get("/Users?count=-3")).length,
        0,
        "resources for a negative count",
      );
    },
    reads,
  ),
  defineCheck(
    "F18c",
    "MUST",
    [7644, "3.4.2.4"],
    "count 0 gives totalResults and no resources.",
    async (scene) => {
      expectEqual(resourcesOf(await scene.get("/Users?count=0")).length, 0, "resources");
    },
    reads,
  ),
  defineCheck(
    "F18d",
    "MUST",
    [7644, "3.4.2.4"],
    "Past the end a page is empty, and no error.",
    async (scene) => {
      expectEqual(
        resourcesOf(await scene.get("/Users?startIndex=1000000000&count=5")).length,
        0,
        "resources",
      );
    },
    reads,
  ),
  defineCheck(
    "B16f",
    "MUST",
    [7643, "4.1.2"],
    "groups of a user are derived from the members of groups.",
    async (scene) => {
      const user = await scene.user();
      const group = await scene.group({ members: [{ value: user.id }] });
      expectEqual(valuesOf((await scene.get(user.path)).body.groups), [group.id], "groups");
      expectEqual(valuesOf((await scene.get(group.path)).body.members), [user.id], "members");
    },
  ),
  defineCheck("I1a", "MUST", [7644, "3.6"], "DELETE answers 204 without a body.", async (scene) => {
    const answer = await scene.call("DELETE", (await scene.user()).path);
    expectStatus(answer, 204);
    expectEqual(answer.text, "", "the body");
  }),
  defineCheck(
    "I1b",
    "MUST",
    [7644, "3.6"],
    "A deleted resource is 404 to every method, and in no list.",
    async (scene) => {
      const { path, id, body } = await scene.user();
      expectStatus(await scene.call("DELETE", path), 204);
      expectError(await scene.get(path), 404);
      expectError(await scene.call("PUT", path, scene.userBody()), 404);
      const { Resources } = (await scene.find("Users", `userName eq ${JSON.stringify(body.userName)}`)).body;
      expectThat(!objects(Resources).some((one) => one.id === id), "it is still in a list");
    },
  ),
  defineCheck("I2b", "MUST", [7644, "3.6"], "A second DELETE is 404.", async (scene) => {
    const { path } = await scene.user();
    await scene.call("DELETE", path);
    expectError(await scene.call("DELETE", path), 404);
  }),
  defineCheck("I3a", "MAY", [7643, "2.3.7"], "A deleted user leaves every group.", async (scene) => {
    const user = await scene.user();
    const group = await scene.group({ members: [{ value: user.id }] });
    expectStatus(await scene.call("DELETE", user.path), 204);
    expectEqual(valuesOf((await scene.get(group.path)).body.members), [], "members");
  }),
];
