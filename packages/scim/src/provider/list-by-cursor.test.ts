import { beforeEach, describe, expect, it } from "vitest";
import { at, type Directory, numberedCursors, openDirectory } from "../../test/open-directory.ts";

const searchUrn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const listUrn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

let cursors: ReturnType<typeof numberedCursors>;
let directory: Directory;
beforeEach(async () => {
  cursors = numberedCursors();
  directory = openDirectory({ cursors });
  for (const name of ["e", "b", "d", "a", "c"])
    await directory.createUser(name, { title: name < "c" ? "x" : "y" });
});

const names = (body: unknown) =>
  (at(body, "Resources") as object[]).map((one) => at(one, "userName") ?? at(one, "displayName"));

/** Follows nextCursor to the end; the names of every page. */
async function walk(url: string): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for (let cursor: unknown = ""; cursor !== undefined; ) {
    const { status, body } = await directory.send("GET", `${url}&cursor=${cursor}`);
    expect(status).toBe(200);
    pages.push(names(body));
    cursor = at(body, "nextCursor");
  }
  return pages;
}

const refusal = (scimType: string) => ({ status: 400, body: { scimType, status: "400" } });

describe("cursor pagination (RFC 9865)", () => {
  it("starts with an empty cursor, also a bare one, and ends without nextCursor [F21a, F21b]", async () => {
    const first = await directory.send("GET", "/Users?cursor&count=2&attributes=userName");
    expect(first.body).toEqual({
      schemas: [listUrn],
      totalResults: 5,
      itemsPerPage: 2,
      nextCursor: "c-1",
      Resources: [expect.objectContaining({ userName: "e" }), expect.objectContaining({ userName: "b" })],
    });
    expect(await walk("/Users?count=2")).toEqual([["e", "b"], ["d", "a"], ["c"]]);
    expect(await walk("/Users?count=5")).toEqual([["e", "b", "d", "a", "c"]]);
    expect(await walk("/Users?filter=title%20eq%20%22z%22")).toEqual([[]]);
  });

  it("keeps the filter, the order and the count of the first page [F21a]", async () => {
    const url = "/Users?count=2&sortBy=userName&sortOrder=descending&filter=title%20eq%20%22y%22";
    expect(await walk(url)).toEqual([["e", "d"], ["c"]]);
    const first = await directory.send("GET", "/Users?cursor=&count=2");
    await directory.createUser("f");
    const second = await directory.send("GET", `/Users?count=2&cursor=${at(first.body, "nextCursor")}`);
    expect(second.body).toMatchObject({ totalResults: 5, itemsPerPage: 2 });
  });

  it("says invalidCursor of what it never gave, or gave for another list [F21d, F21e, N3]", async () => {
    const { body } = await directory.send("GET", "/Users?cursor=&count=2");
    const cursor = at(body, "nextCursor");
    expect(await directory.send("GET", "/Users?cursor=nonsense")).toMatchObject(refusal("invalidCursor"));
    for (const url of [
      `/Groups?cursor=${cursor}`,
      `/Users?cursor=${cursor}&filter=userName%20pr`,
      `/Users?cursor=${cursor}&sortBy=userName`,
    ]) {
      expect(await directory.send("GET", url)).toMatchObject(refusal("invalidCursor"));
    }
    const none = await openDirectory().send("GET", "/Users?cursor=");
    expect(none).toMatchObject(refusal("invalidCursor"));
  });

  it("says expiredCursor of its own that is too old [F21f, N3]", async () => {
    const { body } = await directory.send("GET", "/Users?cursor=&count=2");
    cursors.expire();
    const answer = await directory.send("GET", `/Users?count=2&cursor=${at(body, "nextCursor")}`);
    expect(answer).toMatchObject(refusal("expiredCursor"));
    expect(at(answer.body, "detail")).toContain("3600");
  });

  it.each(["0", "-1", "x", "1.5"])("says invalidCount of count=%s [F21g, N3]", async (count) => {
    expect(await directory.send("GET", `/Users?cursor=&count=${count}`)).toMatchObject(
      refusal("invalidCount"),
    );
  });

  it("caps a larger count, and ignores startIndex", async () => {
    const small = openDirectory({ cursors, limits: { maxCount: 1, defaultCount: 1 } });
    await small.createUser("a");
    await small.createUser("b");
    const { body } = await small.send("GET", "/Users?cursor=&count=50&startIndex=2");
    expect(names(body)).toEqual(["a"]);
    expect(at(body, "startIndex")).toBeUndefined();
  });

  it("asks the scopes again for every page", async () => {
    let allowed = true;
    const guarded = openDirectory({ cursors, allows: () => allowed });
    for (const name of ["a", "b"]) await guarded.createUser(name);
    const { body } = await guarded.send("GET", "/Users?cursor=&count=1");
    allowed = false;
    expect((await guarded.send("GET", `/Users?count=1&cursor=${at(body, "nextCursor")}`)).status).toBe(403);
  });

  it.each([1, 2, 3, 5, 6, 7, 8])(
    "walks .search at the root over all types, %i at a time [F21i]",
    async (count) => {
      for (const name of ["G", "H"]) await directory.createGroup(name);
      const found: unknown[] = [];
      const sizes: number[] = [];
      for (let cursor: unknown = ""; cursor !== undefined; ) {
        const search = { schemas: [searchUrn], cursor, count };
        const { body } = await directory.send("POST", "/.search", search);
        found.push(...names(body));
        sizes.push(names(body).length);
        cursor = at(body, "nextCursor");
      }
      expect(found).toEqual(["e", "b", "d", "a", "c", "G", "H"]);
      expect(sizes.every((size, index) => size === count || index === sizes.length - 1)).toBe(true);
      expect(sizes).not.toContain(0);
    },
  );

  it("is published, with the real numbers [F21h, F21j]", async () => {
    const limits = { defaultCount: 50, maxCount: 200 };
    const { body } = await openDirectory({ cursors, limits }).send("GET", "/ServiceProviderConfig");
    expect(at(body, "pagination")).toEqual({
      cursor: true,
      index: true,
      defaultPaginationMethod: "index",
      defaultPageSize: 50,
      maxPageSize: 200,
      cursorTimeout: 3600,
    });
    const without = await openDirectory().send("GET", "/ServiceProviderConfig");
    expect(at(without.body, "pagination")).toMatchObject({ cursor: false, index: true });
    expect(at((await directory.send("GET", "/Users")).body, "startIndex")).toBe(1);
  });
});
