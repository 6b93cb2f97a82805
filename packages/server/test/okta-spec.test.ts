import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../test/databases.ts";
import { type RunningDirectory, type RunningServer, startRunningServer } from "./support/running-server.ts";
import type { Wire, WireAnswer } from "./support/wire.ts";

const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** The suite's GETs name the type of a body that they have not. */
const reading = {
  Accept: "application/scim+json",
  "Content-Type": "application/scim+json; charset=utf-8",
  "User-Agent": "OKTA SCIM Integration",
};
/** Its POSTs send plain JSON. */
const posting = {
  Accept: "application/scim+json; charset=utf-8",
  "Content-Type": "application/json",
};

const invalidUserEmail = "abcdefgh@atko.com";
const userIdThatDoesNotExist = "010101001010101011001010101011";
const randomEmail = "Runscope481Qhzvtwkpd739@atko.com";
const randomGivenName = "Runscope481";
const randomFamilyName = "Qhzvtwkpd739";

const newUser = {
  schemas: [USER],
  userName: randomEmail,
  name: { givenName: randomGivenName, familyName: randomFamilyName },
  emails: [{ primary: true, value: randomEmail, type: "work" }],
  displayName: `${randomGivenName} ${randomFamilyName}`,
  active: true,
};

type Item = Readonly<Record<string, unknown>> & {
  readonly name: Readonly<Record<string, unknown>>;
  readonly emails: readonly Readonly<Record<string, unknown>>[];
};

const filter = (userName: string) => `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
const resources = (answer: WireAnswer) => answer.body.Resources as readonly Item[];

/** Whether `active: false` counts as empty for the suite is not known, so that it must be true. */
function expectWholeUser(user: Item | undefined): void {
  expect(user?.id).toEqual(expect.stringMatching(/./));
  expect(user?.name.familyName).toEqual(expect.stringMatching(/./));
  expect(user?.name.givenName).toEqual(expect.stringMatching(/./));
  expect(user?.userName).toEqual(expect.stringMatching(/./));
  expect(user?.active).toBe(true);
  expect(user?.emails[0]?.value).toEqual(expect.stringMatching(/./));
}

function expectList(answer: WireAnswer): void {
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toBe("application/scim+json; charset=utf-8");
  expect(answer.body.schemas).toContain(LIST);
  for (const key of ["itemsPerPage", "startIndex", "totalResults"])
    expect(answer.body[key], key).toBeTypeOf("number");
}

function expectError(answer: WireAnswer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toEqual(expect.stringMatching(/./));
  expect(answer.body.status).toBe(String(status));
  expect(answer.body.schemas).toContain(ERROR);
}

describe.each(engines)("Okta's SPEC suite on %s", (engine) => {
  let server: RunningServer;
  let directory: RunningDirectory;
  let get: Wire;
  let post: Wire;
  let firstId: string;
  let created: Item;

  beforeAll(async () => {
    server = await startRunningServer(engine);
    directory = await server.createDirectory();
    get = directory.wire(reading);
    post = directory.wire(posting);
    // The suite asks for one user to be there before it starts.
    const seed = {
      ...newUser,
      userName: "seed@atko.com",
      emails: [{ primary: true, value: "seed@atko.com" }],
    };
    expect((await post.send("POST", "/Users", seed)).status).toBe(201);
  });
  afterAll(async () => {
    get.close();
    post.close();
    await server.close();
  });

  it("1: lists users [F1a]", async () => {
    const answer = await get.send("GET", "/Users?count=1&startIndex=1");
    expectList(answer);
    expect(resources(answer)).toHaveLength(1);
    expectWholeUser(resources(answer)[0]);
    firstId = String(resources(answer)[0]?.id);
  });

  it("2: gets the first of them [E1a]", async () => {
    const answer = await get.send("GET", `/Users/${firstId}`);
    expect(answer.status).toBe(200);
    expectWholeUser(answer.body as Item);
    expect(answer.body.id).toBe(firstId);
  });

  it("3: finds nobody by a userName that is not there [F2a]", async () => {
    const answer = await get.send("GET", filter(invalidUserEmail));
    expectList(answer);
    expect(answer.body.totalResults).toBe(0);
  });

  it("4: answers 404 for an id that is no id of ours [E1c]", async () => {
    expectError(await get.send("GET", `/Users/${userIdThatDoesNotExist}`), 404);
  });

  it("5: finds the random user not there yet", async () => {
    const answer = await get.send("GET", filter(randomEmail));
    expectList(answer);
    expect(answer.body.totalResults).toBe(0);
  });

  it("6: creates it [D2a, D2b]", async () => {
    const answer = await post.send("POST", "/Users", newUser);
    created = answer.body as Item;
    expect(answer.status).toBe(201);
    expect(created.active).toBe(true);
    expect(created.id).toEqual(expect.stringMatching(/./));
    expect(created.name).toMatchObject({ familyName: randomFamilyName, givenName: randomGivenName });
    expect(created.schemas).toContain(USER);
    expect(created.userName).toBe(randomEmail);
  });

  it("7: gets it", async () => {
    const answer = await get.send("GET", `/Users/${created.id}`);
    expect(answer.status).toBe(200);
    expect(answer.body.userName).toBe(randomEmail);
    expect(answer.body.name).toMatchObject({ familyName: randomFamilyName, givenName: randomGivenName });
  });

  it("8: refuses to create it again [D4a]", async () => {
    expectError(await post.send("POST", "/Users", newUser), 409);
  });

  it("9: finds it by its userName in capitals [B12a]", async () => {
    const answer = await get.send("GET", filter(randomEmail.toUpperCase()));
    expectList(answer);
    expect(resources(answer).map(({ id, userName }) => [id, userName])).toEqual([[created.id, randomEmail]]);
  });

  it("10: lists groups", async () => {
    const answer = await get.send("GET", "/Groups");
    expectList(answer);
    expect(answer.body.Resources).toEqual([]);
  });

  it("11: refuses a credential that is no token [A6a, A6e]", async () => {
    const headers = { Authorization: "non-token" };
    expectError(await get.send("GET", filter(randomEmail), undefined, headers), 401);
  });

  it("12: answers 404 for another id that is not there", async () => {
    expectError(await get.send("GET", "/Users/00919288221112222"), 404);
  });

  describe("in the beta of 2016", () => {
    it("lists groups with their page", async () => {
      const group = {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        displayName: "Atko",
        members: [],
      };
      expect((await post.send("POST", "/Groups", group)).status).toBe(201);
      const answer = await get.send("GET", "/Groups?count=100&startIndex=1");
      expectList(answer);
      expect(resources(answer)).toHaveLength(1);
      expect(resources(answer)[0]).toMatchObject({ displayName: "Atko" });
    });

    it("deactivates with a PATCH that answers the user", async () => {
      const operations = [{ op: "replace", value: { active: false } }];
      const body = { schemas: [PATCH_OP], Operations: operations };
      const answer = await post.send("PATCH", `/Users/${created.id}`, body);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id: created.id, active: false });
    });
  });

  it("has told the application of everything, and of nothing twice", async () => {
    const events = (await directory.events()).map(({ event }) => event);
    expect(events).toEqual([
      ...["dsync.activated", "dsync.user.created", "dsync.user.created"],
      ...["dsync.group.created", "dsync.user.updated"],
    ]);
  });
});
