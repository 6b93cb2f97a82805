import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  enterpriseUrn,
  expectRefusal,
  listUrn,
  path,
  query,
  type Resource,
  type ScimEndpoint,
  searchUrn,
  userUrn,
  useScimServer,
} from "../support/scim-endpoint.ts";

describe.each(engines)("queries on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  let empty: ScimEndpoint;
  let ann: Resource;
  let bob: Resource;
  let staff: Resource;
  beforeAll(async () => {
    endpoint = await server.open();
    empty = await server.open();
    ann = await endpoint.user({
      userName: "Ann.O'Malley@X.example",
      externalId: "Ann-1",
      active: true,
      title: 'Chief "Everything"',
      displayName: "100%_\\ Ann",
      name: { givenName: "Zoë", familyName: "O'Malley" },
      emails: [
        { value: "ann@x.example", type: "work", primary: true },
        { value: "ann@home.example", type: "home" },
      ],
      [enterpriseUrn]: { department: "Tours", employeeNumber: "7", manager: { value: "Boss-1" } },
    });
    bob = await endpoint.user({
      userName: "bob@x.example",
      externalId: "bob-2",
      active: false,
      displayName: "1000 Bobs",
      x509Certificates: [{ value: "aGVsbG8=" }],
    });
    await endpoint.user({
      userName: "cat@y.example",
      title: "engineer",
      emails: [{ value: "cat@y.example" }],
    });
    staff = await endpoint.group("Staff", [ann.id, bob.id]);
    await endpoint.group("Empty");
  });

  /** Whom a filter finds, by the first letters of their names. */
  const who = async (filter: string) =>
    (await endpoint.find("Users", filter)).map(({ userName }) => String(userName).slice(0, 3).toLowerCase());
  const refusal = (filter: string, of = endpoint) => of.send("GET", `/Users?${query({ filter })}`);
  const page = (parameters: Readonly<Record<string, string | number>>) =>
    endpoint.get(`/Users?${query(parameters)}`);

  describe("a list", () => {
    it("has the message's members, and one page of the resources [F1a]", async () => {
      const { Resources, ...rest } = await page({ count: 2 });
      expect(rest).toEqual({ schemas: [listUrn], totalResults: 3, startIndex: 1, itemsPerPage: 2 });
      expect(Resources).toHaveLength(2);
    });

    it("without results is 200, with an empty list [F1b, F2a]", async () => {
      const none = { schemas: [listUrn], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] };
      expect(await page({ filter: 'userName eq "nobody"' })).toEqual(none);
      expect(await empty.get("/Groups")).toEqual(none);
    });
  });

  describe("operators", () => {
    it.each([
      ['userName eq "bob@x.example"', ["bob"]],
      ['userName ne "bob@x.example"', ["ann", "cat"]],
      ['userName co "x.example"', ["ann", "bob"]],
      ['userName sw "ann."', ["ann"]],
      ['userName ew "y.example"', ["cat"]],
      ['userName gt "b"', ["bob", "cat"]],
      ['userName ge "bob@x.example"', ["bob", "cat"]],
      ['userName lt "bob@x.example"', ["ann"]],
      ['userName le "bob@x.example"', ["ann", "bob"]],
      ["title pr", ["ann", "cat"]],
      ["active eq true", ["ann"]],
      ["not (title pr)", ["bob"]],
    ])("do what Table 3 says: %s [F4a]", async (filter, expected) => {
      expect(await who(filter)).toEqual(expected);
    });

    it.each([
      'userName EQ "bob@x.example"',
      "Title PR And NOT (active eq TRUE_)",
      "title Pr oR active Eq false",
    ])("may be written in any case: %s [F4b, F4f]", async (filter) => {
      const text = filter.replace("TRUE_", "true");
      expect(await who(text)).toEqual(
        await who(text.replace(/\b(EQ|PR|And|NOT|Pr|oR|Eq)\b/g, (word) => word.toLowerCase())),
      );
      expect((await refusal(text)).status).toBe(200);
    });

    it.each([
      ['title eq "Chief \\"Everything\\""', ["ann"]],
      ['name.givenName eq "Zo\\u00eb"', ["ann"]],
      ["active eq false", ["bob"]],
      ["title eq null", ["bob"]],
      ["title ne null", ["ann", "cat"]],
    ])("take JSON values: %s [F4c, F12d]", async (filter, expected) => {
      expect(await who(filter)).toEqual(expected);
    });

    it.each([
      ['displayName co "0%_"', ["ann"]],
      ['displayName sw "100%"', ["ann"]],
      ['displayName sw "100"', ["ann", "bob"]],
      ['displayName co "\\\\"', ["ann"]],
      ['displayName co ".*"', []],
      ['name.familyName ew "\'malley"', ["ann"]],
    ])("take text literally: %s [F12a]", async (filter, expected) => {
      expect(await who(filter)).toEqual(expected);
    });

    it.each([
      ['externalId eq "Ann-1"', ["ann"]],
      ['externalId eq "ann-1"', []],
      ['userName eq "ANN.O\'MALLEY@x.EXAMPLE"', ["ann"]],
      ['externalId gt "a"', ["bob"]],
      ['userName gt "ANN.O\'MALLEY@x.EXAMPLE"', ["bob", "cat"]],
    ])("heed case as the schema says: %s [F10a, B12a]", async (filter, expected) => {
      expect(await who(filter)).toEqual(expected);
    });

    it("compare times as instants, whatever their offset and precision [F10b, F11a]", async () => {
      const { created } = bob.meta;
      const at = Date.parse(created);
      const east = new Date(at + 3_600_000).toISOString().replace("Z", "+01:00");
      expect(await who(`meta.created eq "${east}" and userName eq "bob@x.example"`)).toEqual(["bob"]);
      expect(await who(`meta.created ne "${east}" and userName eq "bob@x.example"`)).toEqual([]);
      expect(await who(`meta.created ge "${east}"`)).toContain("bob");
      expect(await who(`meta.created lt "${east}"`)).not.toContain("bob");
      expect(await who('meta.lastModified gt "1999-12-31T23:59:59.999-12:00"')).toHaveLength(3);
    });

    it.each([
      ['emails.type ne "work"', ["bob", "cat"]],
      ['title ne "engineer"', ["ann", "bob"]],
      ["active ne true", ["bob", "cat"]],
    ])("have ne as the opposite of eq: %s [F12c]", async (filter, expected) => {
      expect(await who(filter)).toEqual(expected);
    });
  });

  describe("grammar", () => {
    it.each([
      ['title pr or userName sw "bob" and active eq true', ["ann", "cat"]],
      ['(title pr or userName sw "bob") and active eq true', ["ann"]],
      ["not (title pr) and active eq false or active eq true", ["ann", "bob"]],
      ['emails[type eq "work" or type eq "home" and value co "nothing"]', ["ann"]],
    ])("binds brackets, not, and, or in this order: %s [F5]", async (filter, expected) => {
      expect(await who(filter)).toEqual(expected);
    });

    it.each([
      ['emails[type eq "work" and value ew "home.example"]', []],
      ['emails[type eq "home" and value ew "home.example"]', ["ann"]],
      ['emails.type eq "work" and emails.value ew "home.example"', ["ann"]],
      ["emails[not (type pr)]", ["cat"]],
      ['emails[(type eq "work") or value sw "cat"]', ["ann", "cat"]],
    ])(
      "asks for one value in brackets, and for any without: %s [F4d, F7a, F7b]",
      async (filter, expected) => {
        expect(await who(filter)).toEqual(expected);
      },
    );

    it.each(["not (title pr)", "not(title pr)", "NOT  (title pr)"])(
      "has not before parentheses: %s [F4e]",
      async (filter) => {
        expect(await who(filter)).toEqual(["bob"]);
      },
    );

    it.each([
      `${userUrn}:name.familyName eq "o'malley"`,
      `${userUrn.toUpperCase()}:USERNAME sw "ann"`,
      `${enterpriseUrn}:department eq "tours"`,
      `${enterpriseUrn}:manager.value eq "Boss-1"`,
    ])("takes a URN before a name: %s [F6]", async (filter) => {
      expect(await who(filter)).toEqual(["ann"]);
    });

    it("compares a multi-valued complex attribute by its value [F8a]", async () => {
      expect(await who('emails co "home.example"')).toEqual(["ann"]);
      const groups = await endpoint.find("Groups", `members eq "${bob.id}"`);
      expect(groups.map(({ id }) => id)).toEqual([staff.id]);
    });

    it.each([
      ["active pr", ["ann", "bob"]],
      ["emails pr", ["ann", "cat"]],
      ["name.middleName pr", []],
      ["name pr", ["ann"]],
      ["groups pr", ["ann", "bob"]],
    ])("knows what is present: %s [F9]", async (filter, expected) => {
      expect(await who(filter)).toEqual(expected);
    });

    it.each([
      ['name co "x"', "a complex attribute"],
      ['addresses eq "x"', "addresses, which have no value"],
      ["active gt true", "the order of a boolean"],
      ["emails[primary le false]", "the order of a boolean in brackets"],
      ['x509Certificates.value ge "aa"', "the order of binary"],
      ['active eq "True"', "text for a boolean"],
      ["active eq True", "a word for a boolean"],
      ['active co "t"', "a part of a boolean"],
      ['meta.created sw "2011"', "a part of a time"],
      ['userName is "x"', "an unknown operator"],
      ["", "nothing"],
      ["userName", "half a filter"],
      ['userName eq "x', "half a text"],
      ["userName eq 'x'", "single quotes"],
      ['(userName eq "x"', "half a pair of parentheses"],
      ['userName eq "x")', "text after the end"],
      ['emails[type eq "work"', "half a pair of brackets"],
      ["emails[emails[type pr]]", "brackets in brackets"],
      ['emails[type eq "work"].value eq "x"', "a sub-attribute after brackets"],
      ['nickNam eq "x"', "an attribute that is not there"],
      ['emails[vaule eq "x"]', "a sub-attribute that is not there"],
      ['department eq "x"', "an extension's attribute without its URN"],
      [`userName eq "${"x".repeat(5000)}"`, "what is too long"],
      [`${"not (".repeat(60)}title pr${")".repeat(60)}`, "what is too deep"],
      [Array(150).fill("title pr").join(" and "), "too many conditions"],
    ])("refuses %s: %s, stored or not [F8b, F10d, F11b, F12b, F13a, F13b, F14, F16]", async (filter) => {
      expectRefusal(await refusal(filter), 400, "invalidFilter");
      expectRefusal(await refusal(filter, empty), 400, "invalidFilter");
    });
  });

  it("filters by what the server adds: groups, members, types, versions and times [F15a]", async () => {
    const users = [
      [`groups.value eq "${staff.id}"`, ["ann", "bob"]],
      ['groups.display eq "staff"', ["ann", "bob"]],
      ['meta.version eq "W/\\"1\\"" and title pr', ["ann", "cat"]],
      [`schemas eq "${enterpriseUrn}"`, ["ann"]],
      [`schemas eq "${userUrn}"`, ["ann", "bob", "cat"]],
      ['groups[type eq "direct" and display eq "Staff"]', ["ann", "bob"]],
      ['meta.resourceType eq "User" and title pr', ["ann", "cat"]],
      ['meta.resourceType eq "Group"', []],
    ] as const;
    for (const [filter, expected] of users) expect([filter, await who(filter)]).toEqual([filter, expected]);
    for (const filter of [
      `members.value eq "${ann.id}"`,
      `members[value eq "${ann.id}"]`,
      'members.display co "Ann"',
      'members.type eq "User"',
    ])
      expect((await endpoint.find("Groups", filter)).map(({ id }) => [filter, id])).toEqual([
        [filter, staff.id],
      ]);
  });

  it("keeps the values of a filter out of its log [F20b]", async () => {
    await endpoint.find("Users", 'userName eq "private.person@x.example"');
    await endpoint.send("GET", `/Users?${query({ filter: 'userName zz "private.person@x.example"' })}`);
    expect(server.running().logged.join("\n")).not.toContain("private.person");
  });

  describe("sorting", () => {
    const order = async (parameters: Readonly<Record<string, string>>) =>
      ((await page(parameters)).Resources as readonly Resource[]).map(({ userName }) =>
        String(userName).slice(0, 3).toLowerCase(),
      );

    it("is ascending unless it is to be descending [F17a]", async () => {
      expect(await order({ sortBy: "userName" })).toEqual(["ann", "bob", "cat"]);
      expect(await order({ sortBy: "userName", sortOrder: "ascending" })).toEqual(["ann", "bob", "cat"]);
      expect(await order({ sortBy: "USERNAME", sortOrder: "descending" })).toEqual(["cat", "bob", "ann"]);
      expect(await order({ sortBy: `${enterpriseUrn}:department` })).toEqual(["ann", "bob", "cat"]);
      expectRefusal(await endpoint.send("GET", "/Users?sortBy=userName&sortOrder=up"), 400, "invalidValue");
    });

    it("goes by the primary value, and by text as caseExact has it [F17b, F17e, B12c]", async () => {
      const sorted = await server.open();
      const make = (userName: string, externalId: string, ...emails: object[]) =>
        sorted.user({ userName, externalId, emails });
      await make("one", "b", { value: "a@x.example" }, { value: "Z@x.example", primary: true });
      await make("two", "C", { value: "m@x.example" }, { value: "a@x.example" });
      await make("Tre", "a", { value: "B@x.example", primary: true });
      const names = async (sortBy: string) =>
        (await sorted.list(`/Users?sortBy=${sortBy}`)).map(({ userName }) => userName);
      expect(await names("emails")).toEqual(["Tre", "two", "one"]);
      expect(await names("emails.value")).toEqual(["Tre", "two", "one"]);
      expect(await names("userName")).toEqual(["one", "Tre", "two"]);
      expect(await names("externalId")).toEqual(["two", "Tre", "one"]);
    });

    it("needs a sub-attribute of a complex attribute [F17c]", async () => {
      for (const sortBy of ["name", "addresses", "nothing"])
        expect((await endpoint.send("GET", `/Users?sortBy=${sortBy}`)).status).toBe(400);
      expect(await order({ sortBy: "name.familyName" })).toEqual(["ann", "bob", "cat"]);
    });

    it("puts those without a value last, or first when descending, and equals by creation [F17d, F17f]", async () => {
      expect(await order({ sortBy: "title" })).toEqual(["ann", "cat", "bob"]);
      expect(await order({ sortBy: "title", sortOrder: "descending" })).toEqual(["bob", "cat", "ann"]);
      expect(await order({ sortBy: "nickName" })).toEqual(["ann", "bob", "cat"]);
    });
  });

  describe("paging", () => {
    it.each([
      [{ startIndex: 2 }, { startIndex: 2, itemsPerPage: 2 }],
      [{ startIndex: 0 }, { startIndex: 1, itemsPerPage: 3 }],
      [
        { startIndex: -5, count: 1 },
        { startIndex: 1, itemsPerPage: 1 },
      ],
      [{ count: 2 }, { startIndex: 1, itemsPerPage: 2 }],
      [{ count: -1 }, { itemsPerPage: 0, Resources: [] }],
      [{ count: 0 }, { itemsPerPage: 0, Resources: [] }],
      [{ startIndex: 4 }, { startIndex: 4, itemsPerPage: 0, Resources: [] }],
      [
        { startIndex: 1000000, count: 10 },
        { itemsPerPage: 0, Resources: [] },
      ],
    ])("with %j gives %j and counts all [F18a, F18b, F18c, F18d]", async (parameters, expected) => {
      expect(await page(parameters as Record<string, number>)).toMatchObject({
        ...expected,
        totalResults: 3,
      });
    });

    it.each(["count=ten", "count=1.5", "startIndex=one", "startIndex=1e3"])(
      "refuses %s [F18e]",
      async (text) => {
        expectRefusal(await endpoint.send("GET", `/Users?${text}`), 400, "invalidValue");
      },
    );

    it("goes through all in the order of creation, none twice [F19]", async () => {
      const walk = async (parameters: Readonly<Record<string, string>>) => {
        const ids: string[] = [];
        for (let startIndex = 1; startIndex <= 3; startIndex += 1) {
          const { Resources } = await page({ ...parameters, startIndex, count: 1 });
          ids.push(...(Resources as readonly Resource[]).map(({ id }) => id));
        }
        return ids;
      };
      const all = (await endpoint.list("/Users")).map(({ id }) => id);
      expect(all.slice(0, 2)).toEqual([ann.id, bob.id]);
      expect(await walk({})).toEqual(all);
      await endpoint.patch(path(ann), { op: "replace", path: "nickName", value: "N" });
      await endpoint.patch(path(ann), { op: "remove", path: "nickName" });
      expect(await walk({ filter: "userName pr" })).toEqual(all);
    });
  });

  it("searches every type at the root, where what a type lacks has no value [F3a, F3b]", async () => {
    const search = async (filter: string) => {
      const { status, body } = await endpoint.send("POST", "/.search", { schemas: [searchUrn], filter });
      expect(status).toBe(200);
      return (body.Resources as readonly Resource[]).map(({ id }) => id);
    };
    expect(await search('displayName eq "Staff" or userName sw "ann"')).toEqual([ann.id, staff.id]);
    expect(await search(`members.value eq "${ann.id}"`)).toEqual([staff.id]);
    expect(await search('userName eq "bob@x.example"')).toEqual([bob.id]);
  });
});

describe("the longest page", () => {
  const server = useScimServer("sqlite");

  it("is what filter.maxResults says [F18f]", async () => {
    const endpoint = await server.open();
    const config = await endpoint.get("/ServiceProviderConfig");
    const { maxResults } = config.filter as { maxResults: number };
    await Promise.all(Array.from({ length: maxResults + 5 }, () => endpoint.group()));
    const list = await endpoint.get(`/Groups?count=${maxResults + 5}&excludedAttributes=members`);
    expect(list).toMatchObject({ totalResults: maxResults + 5, itemsPerPage: maxResults });
  });
});
