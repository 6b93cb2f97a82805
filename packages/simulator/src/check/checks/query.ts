import { text } from "../../json.ts";
import { coreUser, enterpriseUser } from "../../personas/urns.ts";
import { type Check, defineCheck } from "../check.ts";
import {
  expectEqual,
  expectError,
  expectFound,
  expectStatus,
  expectThat,
  expectUnassigned,
  resourcesOf,
} from "../expect.ts";
import type { Made, Scene } from "../scene.ts";
import { NotApplicable } from "../verdicts.ts";

const filter = { needs: "filter" } as const;
const readFilter = { reads: true, needs: "filter" } as const;
const sort = { needs: "sort" } as const;
const searchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/** Two users whom nothing but their own filters find: `mark` keeps everyone else out. */
const pair = async (scene: Scene): Promise<{ ann: Made; bob: Made; only: (filter: string) => string }> => {
  const mark = scene.name();
  const ann = await scene.user({
    externalId: mark,
    displayName: "Ann Check",
    title: "100%_Lead",
    emails: [
      { value: `${mark}.ann@example.com`, type: "work", primary: true },
      { value: `${mark}.bob@example.com`, type: "home" },
    ],
    [enterpriseUser]: { department: "Labs" },
    schemas: [coreUser, enterpriseUser],
  });
  const bob = await scene.user({
    externalId: mark,
    displayName: "Bob Check",
    active: false,
    emails: [{ value: `${mark}.bob@example.com`, type: "work" }],
  });
  return { ann, bob, only: (own) => `externalId eq ${JSON.stringify(mark)} and (${own})` };
};

type Case = readonly [filter: string, found: readonly ("ann" | "bob")[]];

const tries =
  (cases: readonly Case[]): Check["run"] =>
  async (scene) => {
    const { ann, bob, only } = await pair(scene);
    for (const [own, names] of cases) {
      const ids = names.map((name) => (name === "ann" ? ann.id : bob.id));
      expectFound(await scene.find("Users", only(own)), ids, own);
    }
  };

/** Filters, order and search. */
export const queryChecks: readonly Check[] = [
  defineCheck(
    "F2a",
    "MUST",
    [7644, "3.4.2"],
    "A list without results is 200 with totalResults 0.",
    async (scene) => {
      const answer = await scene.find("Users", `userName eq ${JSON.stringify(scene.name())}`);
      expectEqual(resourcesOf(answer).length, 0, "resources");
      expectEqual(answer.body.totalResults, 0, "totalResults");
    },
    readFilter,
  ),
  defineCheck(
    "F4a",
    "MUST",
    [7644, "3.4.2.2"],
    "Each operator of the RFC does what Table 3 says.",
    tries([
      ['displayName eq "Ann Check"', ["ann"]],
      ['displayName ne "Ann Check"', ["bob"]],
      ['displayName co "nn Ch"', ["ann"]],
      ['displayName sw "Bob"', ["bob"]],
      ['displayName ew "Check"', ["ann", "bob"]],
      ["title pr", ["ann"]],
      ['displayName gt "Ann Check"', ["bob"]],
      ['displayName ge "Ann Check"', ["ann", "bob"]],
      ['displayName lt "Bob Check"', ["ann"]],
      ['displayName le "Bob Check"', ["ann", "bob"]],
      ["active eq true", ["ann"]],
      ["active eq false", ["bob"]],
    ]),
    filter,
  ),
  defineCheck(
    "F4b",
    "MUST",
    [7644, "3.4.2.2"],
    "Operators, and, or and not are case insensitive.",
    tries([
      ['displayName EQ "Ann Check"', ["ann"]],
      ['displayName Sw "Ann" AND Active Eq true', ["ann"]],
      ['displayName eq "x" OR NOT (displayName eq "Ann Check")', ["bob"]],
    ]),
    filter,
  ),
  defineCheck(
    "F4d",
    "MUST",
    [7644, "3.4.2.2"],
    "Brackets hold a filter over the sub-attributes of one attribute.",
    tries([
      ['emails[type eq "home"]', ["ann"]],
      ['emails[type eq "home" or primary eq true]', ["ann"]],
      ['emails[not (type eq "home") and value ew ".bob@example.com"]', ["bob"]],
    ]),
    filter,
  ),
  defineCheck(
    "F4f",
    "MUST",
    [7644, "3.4.2.2"],
    "Attribute names in a filter are case insensitive.",
    tries([
      ['DISPLAYNAME eq "Ann Check"', ["ann"]],
      ['Emails.Type eq "home"', ["ann"]],
    ]),
    filter,
  ),
  defineCheck(
    "F5",
    "MUST",
    [7644, "3.4.2.2"],
    "Brackets bind first, then operators, then not, and, or.",
    tries([
      ['displayName eq "Ann Check" or displayName eq "Bob Check" and active eq true', ["ann"]],
      ['(displayName eq "Ann Check" or displayName eq "Bob Check") and active eq false', ["bob"]],
      ['not (active eq true) and displayName sw "B"', ["bob"]],
    ]),
    filter,
  ),
  defineCheck(
    "F6",
    "MUST",
    [7644, "3.10"],
    "A name may have its schema's URN before it.",
    tries([
      [`${coreUser}:displayName eq "Ann Check"`, ["ann"]],
      [`${coreUser}:name.givenName eq "Rollcall"`, ["ann", "bob"]],
      [`${enterpriseUser}:department eq "Labs"`, ["ann"]],
    ]),
    filter,
  ),
  defineCheck(
    "F7a",
    "MUST",
    [7644, "3.4.2.2"],
    "A multi-valued attribute matches when any of its values does.",
    tries([
      ['emails.value ew ".bob@example.com"', ["ann", "bob"]],
      ['emails.type eq "home"', ["ann"]],
    ]),
    filter,
  ),
  defineCheck(
    "F7b",
    "MUST",
    [7644, "3.4.2.2"],
    "Conditions in one pair of brackets must hold for the same value.",
    tries([['emails[type eq "work" and value ew ".bob@example.com"]', ["bob"]]]),
    filter,
  ),
  defineCheck(
    "F9",
    "MUST",
    [7644, "3.4.2.2"],
    "pr holds for what is not empty: false does.",
    tries([
      ["active pr", ["ann", "bob"]],
      ["phoneNumbers pr", []],
      ["name.middleName pr", []],
    ]),
    filter,
  ),
  defineCheck(
    "F12a",
    "MUST",
    [7644, "3.4.2.2"],
    "co, sw and ew take their text literally, wildcards included.",
    tries([
      ['title co "0%_L"', ["ann"]],
      ['displayName co "A%k"', []],
      ['displayName sw "A_n"', []],
      ['displayName ew ".*"', []],
    ]),
    filter,
  ),
  defineCheck(
    "B12a",
    "MUST",
    [7643, "2.2"],
    "caseExact decides whether a filter heeds case.",
    async (scene) => {
      const externalId = `${scene.name()}-Ab`;
      const { id, body } = await scene.user({ externalId });
      const found = async (own: string) => resourcesOf(await scene.find("Users", own)).map((one) => one.id);
      const upper = text(body.userName).toUpperCase();
      expectEqual(await found(`userName eq ${JSON.stringify(upper)}`), [id], "userName in capitals");
      const swapped = externalId.replace("Ab", "aB");
      expectEqual(await found(`externalId eq ${JSON.stringify(swapped)}`), [], "externalId in another case");
    },
    filter,
  ),
  defineCheck(
    "F10b",
    "MUST",
    [7644, "3.4.2.2"],
    "Times are ordered as instants, whatever their offsets.",
    async (scene) => {
      const { ann, bob, only } = await pair(scene);
      const both = [ann.id, bob.id];
      expectFound(
        await scene.find("Users", only('meta.created gt "2011-05-13T04:42:34Z"')),
        both,
        "gt the past",
      );
      expectFound(
        await scene.find("Users", only('meta.created lt "2011-05-13T04:42:34+02:00"')),
        [],
        "lt the past",
      );
    },
    filter,
  ),
  defineCheck(
    "F10d",
    "MUST",
    [7644, "3.4.2.2"],
    "Ordering a boolean is refused as invalidFilter.",
    async (scene) => {
      expectError(await scene.find("Users", "active gt true"), 400, "invalidFilter");
    },
    readFilter,
  ),
  defineCheck(
    "F13a",
    "MUST",
    [7644, "3.4.2.2"],
    "An unknown operator is refused as invalidFilter.",
    async (scene) => {
      expectError(await scene.find("Users", 'userName regex "x"'), 400, "invalidFilter");
    },
    readFilter,
  ),
  defineCheck(
    "F13b",
    "MUST",
    [7644, "3.4.2.2"],
    "A filter outside the grammar is refused as invalidFilter.",
    async (scene) => {
      for (const own of ["userName eq", '(userName eq "x"', 'userName eq "x" and', 'emails[type eq "work"']) {
        expectError(await scene.find("Users", own), 400, "invalidFilter");
      }
    },
    readFilter,
  ),
  defineCheck(
    "F17a",
    "MUST",
    [7644, "3.4.2.3"],
    "sortBy orders by an attribute, ascending unless sortOrder says descending.",
    async (scene) => {
      const { ann, bob, only } = await pair(scene);
      const order = async (more: string) =>
        resourcesOf(await scene.find("Users", only("userName pr"), more)).map(({ id }) => id);
      expectEqual(await order("&sortBy=displayName"), [ann.id, bob.id], "the order");
      expectEqual(
        await order("&sortBy=displayName&sortOrder=descending"),
        [bob.id, ann.id],
        "the order, descending",
      );
    },
    sort,
  ),
  defineCheck(
    "F17d",
    "MUST",
    [7644, "3.4.2.3"],
    "Resources without the value come last in ascending order, first in descending.",
    async (scene) => {
      const { ann, bob, only } = await pair(scene);
      const order = async (more: string) =>
        resourcesOf(await scene.find("Users", only("userName pr"), more)).map(({ id }) => id);
      expectEqual(await order("&sortBy=title"), [ann.id, bob.id], "the order");
      expectEqual(
        await order("&sortBy=title&sortOrder=descending"),
        [bob.id, ann.id],
        "the order, descending",
      );
    },
    sort,
  ),
  defineCheck(
    "J1a",
    "MUST",
    [7644, "3.4.3"],
    "POST to /.search of a type answers 200 with a ListResponse.",
    async (scene) => {
      await search(scene, "/Users/.search", { count: 1 });
    },
    readFilter,
  ),
  defineCheck(
    "J1b",
    "MUST",
    [7644, "3.4.3"],
    "POST to /.search at the root searches every type.",
    async (scene) => {
      await search(scene, "/.search", { count: 1 });
    },
    readFilter,
  ),
  defineCheck(
    "J1c",
    "MUST",
    [7644, "3.4.3"],
    "A search takes attributes, filter, startIndex and count.",
    async (scene) => {
      const { ann, only } = await pair(scene);
      const request = {
        attributes: ["displayName"],
        filter: only('displayName eq "Ann Check"'),
        startIndex: 1,
        count: 5,
      };
      const answer = await search(scene, "/Users/.search", request);
      const [one, ...others] = resourcesOf(answer);
      expectEqual([one?.id, others.length], [ann.id, 0], "what is found");
      expectEqual(one?.displayName, "Ann Check", "displayName");
      expectUnassigned(one?.userName, "userName");
    },
    filter,
  ),
  defineCheck(
    "J1d",
    "MUST",
    [7644, "3.4.3"],
    "A search that is no JSON object is refused as invalidSyntax.",
    async (scene) => {
      await search(scene, "/Users/.search", { count: 0 });
      expectError(await scene.call("POST", "/Users/.search", "[]"), 400, "invalidSyntax");
    },
    readFilter,
  ),
];

const search = async (scene: Scene, path: string, request: Readonly<Record<string, unknown>>) => {
  const answer = await scene.call("POST", path, { schemas: [searchRequest], ...request });
  if ([404, 405, 501].includes(answer.status)) throw new NotApplicable(`the server has no ${path}`);
  expectStatus(answer, 200);
  expectThat(typeof answer.body.totalResults === "number", "totalResults is no number");
  return answer;
};
