import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import type { Tenant } from "../support/api-client.ts";
import { type LiveServer, startLiveServer } from "../support/live-server.ts";

const messages = "urn:ietf:params:scim:api:messages:2.0";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

type Result = { readonly status: string; readonly location?: string; readonly version?: string };
type Page = {
  readonly totalResults?: number;
  readonly nextCursor?: string;
  readonly Resources: readonly { readonly id: string; readonly userName: string }[];
};

describe.each(engines)("over HTTP, on %s", (engine) => {
  let server: LiveServer;
  beforeAll(async () => {
    server = await startLiveServer(engine);
  });
  afterAll(() => server?.close());

  const bulk = (tenant: Tenant, Operations: readonly object[]) =>
    tenant.scim("POST", "/Bulk", { schemas: [`${messages}:BulkRequest`], Operations });
  const post = (bulkId: string, path: string, data: object) => ({ method: "POST", path, bulkId, data });

  test("a bulk request creates people who manage one another, their group, and tells of it in order [L1b, L2a, L2b, L4a, L4b]", async () => {
    const tenant = await server.createTenant();
    const answer = await bulk(tenant, [
      post("g", "/Groups", { displayName: "Staff", members: [{ value: "bulkId:a" }, { value: "bulkId:b" }] }),
      post("a", "/Users", { userName: "ann", [enterprise]: { manager: { value: "bulkId:b" } } }),
      post("b", "/Users", { userName: "bob", [enterprise]: { manager: { value: "bulkId:a" } } }),
      {
        method: "PATCH",
        path: "/Users/bulkId:a",
        data: { Operations: [{ op: "add", path: "title", value: "T" }] },
      },
      post("x", "/Users", { userName: "ANN" }),
    ]);
    expect(answer.status).toBe(200);
    const results = answer.body.Operations as readonly Result[];
    expect(results.map(({ status }) => status)).toEqual(["201", "201", "201", "200", "409"]);

    const [group, ann, bob] = results.map(({ location }) => location?.split("/").at(-1) ?? "");
    expect(await tenant.must("GET", `/Groups/${group}`)).toMatchObject({
      members: [{ value: ann }, { value: bob }],
      meta: { version: results[0]?.version, location: results[0]?.location },
    });
    expect(await tenant.must("GET", `/Users/${ann}`)).toMatchObject({
      title: "T",
      [enterprise]: { manager: { value: bob } },
    });
    expect(await tenant.must("GET", `/Users/${bob}`)).toMatchObject({
      [enterprise]: { manager: { value: ann } },
    });

    // PostgreSQL gives positions after the commit.
    const told = async () =>
      (await server.events(tenant.organizationId))
        .map(({ event }) => event.replace("dsync.", ""))
        .filter((event) => event !== "activated" && event !== "user.updated");
    await expect
      .poll(told)
      .toEqual(["user.created", "user.created", "group.created", "group.user_added", "group.user_added"]);
  });

  test("a bulk request above a limit is 413 and names it; the published limits are the real ones [L6a, L6b]", async () => {
    const tenant = await server.createTenant();
    const { bulk: published } = await tenant.must("GET", "/ServiceProviderConfig");
    expect(published).toEqual({ supported: true, maxOperations: 1_000, maxPayloadSize: 2_097_152 });
    const many = await bulk(
      tenant,
      Array.from({ length: 1_001 }, () => ({ method: "DELETE", path: "/Users/x" })),
    );
    expect(many.status).toBe(413);
    expect(many.body.detail).toContain("maxOperations (1000)");
    const large = await bulk(tenant, [
      post("a", "/Users", { userName: "a", nickName: "x".repeat(2_097_152) }),
    ]);
    expect(large.status).toBe(413);
    expect(large.body.detail).toContain("maxPayloadSize (2097152 bytes)");
    expect(await tenant.must("GET", "/Users")).toMatchObject({ totalResults: 0 });
  });

  test("a walk by cursor meets everybody once, while others come and go, and ends [F21a, F21b]", async () => {
    const tenant = await server.createTenant();
    const names = Array.from({ length: 25 }, (_, index) => `user${String(index).padStart(2, "0")}`);
    await bulk(
      tenant,
      names.map((userName) => post(userName, "/Users", { userName, title: "T" })),
    );
    for (const query of [
      "",
      "&sortBy=userName&sortOrder=descending",
      "&sortBy=title",
      "&filter=title%20co%20%22t%22",
    ]) {
      const met: string[] = [];
      const totals = new Set<number | undefined>();
      for (let cursor: string | undefined = ""; cursor !== undefined; ) {
        const page = (await tenant.must(
          "GET",
          `/Users?count=10&cursor=${cursor}${query}`,
        )) as unknown as Page;
        met.push(...page.Resources.map(({ userName }) => userName));
        totals.add(page.totalResults);
        cursor = page.nextCursor;
        const other = await tenant.must("POST", "/Users", { userName: `other${Math.random()}` });
        await tenant.scim("DELETE", `/Users/${other.id}`);
      }
      expect(met.toSorted()).toEqual(names);
      expect(totals.size).toBe(1);
    }
  });

  test("a cursor opens in its own directory and query only [F21c, F21d, F21e, F21i]", async () => {
    const [mine, theirs] = [await server.createTenant(), await server.createTenant()];
    for (const tenant of [mine, theirs]) {
      for (const userName of ["ann", "bob"]) await tenant.must("POST", "/Users", { userName });
    }
    const { nextCursor } = await mine.must("GET", "/Users?cursor&count=1");
    expect(await mine.must("GET", `/Users?cursor=${nextCursor}&count=1`)).not.toHaveProperty("nextCursor");
    for (const [tenant, path] of [
      [theirs, `/Users?cursor=${nextCursor}`],
      [mine, `/Groups?cursor=${nextCursor}`],
      [mine, `/Users?cursor=${nextCursor}&filter=userName%20pr`],
      [mine, "/Users?cursor=abc"],
    ] as const) {
      const answer = await tenant.scim("GET", path);
      expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidCursor" } });
    }
    const search = { schemas: [`${messages}:SearchRequest`], cursor: "", count: 1 };
    const first = await mine.must("POST", "/.search", search);
    expect(first).toMatchObject({ itemsPerPage: 1, nextCursor: expect.stringMatching(/^[\w-]+$/) });
  });
});
