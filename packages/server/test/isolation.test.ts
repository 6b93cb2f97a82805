import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { engines } from "../../../test/databases.ts";
import type { ApiAnswer } from "./support/api-client.ts";
import { type EventReceiver, startEventReceiver } from "./support/event-receiver.ts";
import { type LiveServer, startLiveServer } from "./support/live-server.ts";
import { expectNoTrace, furnishTwin, type Twin } from "./support/twins.ts";

const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

describe.each(engines)("two directories side by side on %s", { timeout: 60_000 }, (engine) => {
  let server: LiveServer;
  let receiver: EventReceiver;
  let mine: Twin;
  let other: Twin;
  let otherBefore: string;

  beforeAll(async () => {
    server = await startLiveServer(engine);
    receiver = await startEventReceiver();
    const events = [
      "dsync.user.created",
      "dsync.user.updated",
      "dsync.group.created",
      "dsync.group.user_added",
    ];
    const endpoint = { endpoint_url: receiver.url, events };
    receiver.trust(String((await server.mustApi("POST", "/webhook_endpoints", endpoint)).secret));
    mine = await furnishTwin(server, "mark-of-mine");
    other = await furnishTwin(server, "mark-of-other");
    otherBefore = await server.database.digest(other.tenant.directoryId);
  });

  afterAll(async () => {
    await server.close();
    await receiver.close();
  });

  const patch = (...Operations: readonly object[]) => ({ schemas: [PATCH_OP], Operations });

  /** A SCIM request with my token to my directory, whose answer tells nothing of the other. */
  async function scim(method: string, path: string, body?: unknown, ...named: string[]): Promise<ApiAnswer> {
    const answer = await mine.tenant.scim(method, path, body);
    expectNoTrace(answer.text, other, ...named);
    return answer;
  }

  async function api(method: string, path: string, body?: unknown, ...named: string[]): Promise<ApiAnswer> {
    const answer = await server.api(method, path, body);
    expectNoTrace(answer.text, other, ...named);
    return answer;
  }

  const expectOtherUnchanged = async () =>
    expect(await server.database.digest(other.tenant.directoryId)).toBe(otherBefore);

  /** Each SCIM route, and what another directory's ids, names and marks get there. */
  const scimRoutes: Readonly<Record<string, () => Promise<void>>> = {
    "GET /Users": async () => {
      const everyUser = await scim("GET", "/Users?count=1000");
      expect(everyUser.body).toMatchObject({ totalResults: 3, itemsPerPage: 3 });
      for (const [filter, found] of userFilters(mine, other)) {
        const { body } = await scim("GET", `/Users?filter=${encodeURIComponent(filter)}`, undefined);
        expect([filter, body.totalResults]).toEqual([filter, found]);
      }
      const pages = await scim("GET", "/Users?startIndex=3&count=100&sortBy=userName&sortOrder=descending");
      expect(pages.body).toMatchObject({ totalResults: 3, itemsPerPage: 1 });
    },
    "POST /Users": async () => {
      // In a directory of its own: what is written here names the other.
      const { tenant } = await furnishTwin(server, "mark-of-writer");
      // What the other has alone is free here: a conflict would tell that it exists.
      const free = await tenant.scim("POST", "/Users", { userName: `only.${other.mark}` });
      expect(free.status).toBe(201);
      expectNoTrace(free.text, other, other.mark);
      const managed = { userName: "managed", [ENTERPRISE]: { manager: { value: other.ann } } };
      const { status, text } = await tenant.scim("POST", "/Users", managed);
      expect(status).toBe(201);
      expectNoTrace(text, other, other.ann);
      expect((await scim("POST", "/Users", { userName: "ANN" })).status).toBe(409);
    },
    ...foreignResource("/Users", () => other.ann),
    "GET /Groups": async () => {
      expect((await scim("GET", "/Groups")).body).toMatchObject({ totalResults: 1 });
      for (const [filter, found] of groupFilters(mine, other)) {
        const { body } = await scim("GET", `/Groups?filter=${encodeURIComponent(filter)}`);
        expect([filter, body.totalResults]).toEqual([filter, found]);
      }
    },
    "POST /Groups": async () => {
      const group = { displayName: "Strangers", members: [{ value: other.ann }, { value: other.everyone }] };
      const { status, body } = await scim("POST", "/Groups", group);
      expect(status).toBe(201);
      expect(body).not.toHaveProperty("members");
      for (const operation of [
        { op: "add", path: "members", value: [{ value: other.ann }] },
        { op: "replace", path: "members", value: [{ value: other.everyone }] },
        { op: "remove", path: `members[value eq "${other.ann}"]` },
      ]) {
        const { status: answered } = await scim("PATCH", `/Groups/${body.id}`, patch(operation));
        expect([200, 204, 400]).toContain(answered);
      }
      await scim("PUT", `/Groups/${body.id}`, group);
      expect((await scim("GET", `/Groups/${body.id}`)).body).not.toHaveProperty("members");
      expect((await scim("DELETE", `/Groups/${body.id}`)).status).toBe(204);
    },
    ...foreignResource("/Groups", () => other.everyone),
    "POST /Users/.search": () => expectSearch("/Users/.search", userFilters(mine, other)),
    "POST /Groups/.search": () => expectSearch("/Groups/.search", groupFilters(mine, other)),
    ...grantRoutes("/Roles", (twin) => twin.role),
    ...grantRoutes("/Entitlements", (twin) => twin.entitlement),
    "POST /.search": async () => {
      const { body } = await scim("POST", "/.search", { count: 1000 });
      expect(body.totalResults).toBe(6);
      await expectSearch("/.search", [[`id eq "${other.ann}"`, 0]]);
    },
    "POST /Bulk": async () => {
      const Operations = [
        {
          method: "PATCH",
          path: `/Users/${other.ann}`,
          data: patch({ op: "replace", path: "title", value: "x" }),
        },
        { method: "PUT", path: `/Groups/${other.everyone}`, data: { displayName: "Mine now" } },
        { method: "DELETE", path: `/Users/${other.ben}` },
      ];
      const { body } = await scim(
        "POST",
        "/Bulk",
        { schemas: [BULK], Operations },
        other.ann,
        other.ben,
        other.everyone,
      );
      const answers = body.Operations as readonly { readonly status: string }[];
      expect(answers.map(({ status }) => status)).toEqual(["404", "404", "404"]);
    },
    ...Object.fromEntries(
      ["/Schemas", "/Schemas/{id}", "/ResourceTypes", "/ResourceTypes/{id}", "/ServiceProviderConfig"].map(
        (path) => [`GET ${path}`, async () => void (await scim("GET", path.replace("{id}", "User")))],
      ),
    ),
    ...Object.fromEntries(
      ["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => [
        `${method} /Me`,
        async () => expect((await scim(method, "/Me", method === "GET" ? undefined : {})).status).toBe(501),
      ]),
    ),
  };

  function foreignResource(
    endpoint: string,
    id: () => string,
  ): Readonly<Record<string, () => Promise<void>>> {
    const bodies: Readonly<Record<string, unknown>> = {
      GET: undefined,
      PUT: { userName: "taken over", displayName: "Taken over" },
      PATCH: patch({ op: "replace", path: "displayName", value: "Taken over" }),
      DELETE: undefined,
    };
    return Object.fromEntries(
      Object.entries(bodies).map(([method, body]) => [
        `${method} ${endpoint}/{id}`,
        async () => expect((await scim(method, `${endpoint}/${id()}`, body, id())).status).toBe(404),
      ]),
    );
  }

  /** Types that are a definition and nothing more. */
  function grantRoutes(
    endpoint: string,
    idOf: (twin: Twin) => string,
  ): Readonly<Record<string, () => Promise<void>>> {
    const filters = () =>
      [
        ['displayName eq "Admin"', 1],
        ["description pr", 1],
        [`description co "${other.mark}"`, 0],
        [`id eq "${idOf(other)}"`, 0],
      ] as const;
    return {
      [`GET ${endpoint}`]: async () => {
        for (const [filter, found] of filters()) {
          const { body } = await scim("GET", `${endpoint}?filter=${encodeURIComponent(filter)}`);
          expect([filter, body.totalResults]).toEqual([filter, found]);
        }
      },
      [`POST ${endpoint}`]: async () =>
        expect((await scim("POST", endpoint, { displayName: "admin" })).status).toBe(409),
      ...foreignResource(endpoint, () => idOf(other)),
      [`POST ${endpoint}/.search`]: () => expectSearch(`${endpoint}/.search`, filters()),
    };
  }

  async function expectSearch(path: string, filters: readonly (readonly [string, number])[]): Promise<void> {
    for (const [filter, found] of filters) {
      const { body } = await scim("POST", path, { filter });
      expect([filter, body.totalResults]).toEqual([filter, found]);
    }
  }

  it("covers every SCIM route", async () => {
    const types = (await mine.tenant.must("GET", "/ResourceTypes")).Resources as readonly {
      endpoint: string;
    }[];
    const paths = [
      ...types.flatMap(({ endpoint }) => [endpoint, `${endpoint}/{id}`, `${endpoint}/.search`]),
      ...["/.search", "/Bulk", "/Me", "/Schemas", "/Schemas/{id}", "/ResourceTypes", "/ResourceTypes/{id}"],
      "/ServiceProviderConfig",
    ];
    const routes: string[] = [];
    for (const path of paths) {
      // The refusal of a method that no endpoint has names those that this one has.
      const { headers } = await mine.tenant.scim("PROPFIND", path.replace("{id}", "x"));
      routes.push(
        ...headers
          .get("allow")!
          .split(", ")
          .map((method) => `${method} ${path}`),
      );
    }
    expect(Object.keys(scimRoutes).sort()).toEqual(routes.sort());
  });

  it.each(Object.keys(scimRoutes))("%s shows and changes nothing of the other", async (route) => {
    await scimRoutes[route]!();
    await expectOtherUnchanged();
  });

  it("refuses my token at the other's address, in every method, and without an address gives me mine", async () => {
    const headers = { Authorization: `Bearer ${mine.tenant.token}`, "Content-Type": "application/scim+json" };
    for (const path of ["/Users", `/Users/${other.ann}`, `/Groups/${other.everyone}`, "/.search", "/Schemas"])
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
        const body = method === "GET" ? {} : { body: "{}" };
        const answer = await fetch(other.tenant.scimUrl + path, { method, headers, ...body });
        expect(answer.status).toBe(404);
        expectNoTrace(await answer.text(), other);
      }
    const keyless = mine.tenant.scimUrl.replace(/\/[^/]+$/, "");
    const users = await (await fetch(`${keyless}/Users?count=1000`, { headers })).text();
    expectNoTrace(users, other);
    expect(users).toContain(mine.ann);
    expect((await fetch(`${keyless}/Users/${other.ann}`, { headers })).status).toBe(404);
    await expectOtherUnchanged();
  });

  it("refuses a cursor that was given to the other", async () => {
    const page = await other.tenant.must("GET", "/Users?cursor&count=1");
    expect(page.nextCursor).toBeTypeOf("string");
    const { status, body } = await scim("GET", `/Users?count=1&cursor=${page.nextCursor}`);
    expect([status, body.scimType]).toEqual([400, "invalidCursor"]);
  });

  it("refuses foreign members without a word about them where unknown ones are refused", async () => {
    const strict = await furnishTwin(server, "mark-of-strict", { unknown_members: "reject" });
    const members = [{ value: other.ann }];
    for (const [method, path, body] of [
      ["POST", "/Groups", { displayName: "Strangers", members }],
      ["PUT", `/Groups/${strict.everyone}`, { displayName: "Everyone", members }],
      ["PATCH", `/Groups/${strict.everyone}`, patch({ op: "add", path: "members", value: members })],
    ] as const) {
      const answer = await strict.tenant.scim(method, path, body);
      expect(answer.status).toBe(400);
      expectNoTrace(answer.text, other, other.ann);
      const invented = JSON.stringify(body).replace(other.ann, other.ann.replace(/.$/, "0"));
      const same = await strict.tenant.scim(method, path, invented);
      expect(same.text.replace(other.ann.replace(/.$/, "0"), other.ann)).toBe(answer.text);
    }
    await expectOtherUnchanged();
  });

  /** A third customer, for what takes something away. */
  const third = () => furnishTwin(server, "mark-of-third");

  const apiRoutes: Readonly<Record<string, () => Promise<void>>> = {
    "POST /organizations": async () => void (await api("POST", "/organizations", { name: "Acme" })),
    "GET /organizations": async () => {
      // The list is everybody's; each of its items is one customer's.
      const { body } = await server.api("GET", "/organizations?limit=100");
      for (const item of body.data as readonly { readonly id: string }[])
        if (item.id !== other.tenant.organizationId) expectNoTrace(JSON.stringify(item), other);
    },
    "GET /organizations/{id}": async () =>
      void (await api("GET", `/organizations/${mine.tenant.organizationId}`)),
    "PUT /organizations/{id}": async () =>
      void (await api("PUT", `/organizations/${mine.tenant.organizationId}`, { external_id: "mine" })),
    "GET /organizations/external_id/{external_id}": async () => {
      await server.mustApi("PUT", `/organizations/${mine.tenant.organizationId}`, { external_id: "mine" });
      const { body } = await api("GET", "/organizations/external_id/mine");
      expect(body.id).toBe(mine.tenant.organizationId);
    },
    "DELETE /organizations/{id}": async () => {
      const { tenant } = await third();
      expect((await api("DELETE", `/organizations/${tenant.organizationId}`)).status).toBe(202);
    },
    "POST /directories": async () => {
      const body = { organization_id: mine.tenant.organizationId, name: "Acme", type: "okta scim v2.0" };
      const created = await api("POST", "/directories", body);
      expect((await api("DELETE", `/directories/${created.body.id}`)).status).toBe(202);
    },
    "GET /directories": async () => {
      const { body } = await api(
        "GET",
        `/directories?limit=100&organization_id=${mine.tenant.organizationId}`,
      );
      expect(JSON.stringify(body)).toContain(mine.tenant.directoryId);
      await api(
        "GET",
        `/directories?organization_id=${mine.tenant.organizationId}&after=${other.tenant.directoryId}`,
      );
    },
    "GET /directories/{id}": async () => {
      const { body } = await api("GET", `/directories/${mine.tenant.directoryId}`);
      expect(body.metadata).toEqual({ users: { active: 3, inactive: 0 }, groups: 1 });
    },
    "PATCH /directories/{id}": async () =>
      void (await api("PATCH", `/directories/${mine.tenant.directoryId}`, { name: "Acme" })),
    "DELETE /directories/{id}": async () => {
      const { tenant } = await third();
      expect((await api("DELETE", `/directories/${tenant.directoryId}`)).status).toBe(202);
    },
    "POST /directories/{id}/enable": async () =>
      void (await api("POST", `/directories/${mine.tenant.directoryId}/enable`)),
    "POST /directories/{id}/disable": async () => {
      await api("POST", `/directories/${mine.tenant.directoryId}/disable`);
      await other.tenant.must("GET", "/Users");
      await api("POST", `/directories/${mine.tenant.directoryId}/enable`);
    },
    "POST /directories/{id}/tokens": async () => {
      const created = await api("POST", `/directories/${mine.tenant.directoryId}/tokens`, {});
      await api("DELETE", `/directories/${mine.tenant.directoryId}/tokens/${created.body.id}`);
    },
    "GET /directories/{id}/tokens": async () => {
      const path = `/directories/${mine.tenant.directoryId}/tokens`;
      expect((await api("GET", path)).body.data).toHaveLength(1);
      await api("GET", `${path}?after=${other.tenant.tokenId}`);
    },
    "DELETE /directories/{id}/tokens/{token_id}": async () => {
      const path = `/directories/${mine.tenant.directoryId}/tokens/${other.tenant.tokenId}`;
      expect((await api("DELETE", path, undefined, other.tenant.tokenId)).status).toBe(404);
      await other.tenant.must("GET", "/Users");
    },
    "PUT /directories/{id}/schemas/{urn}": async () => {
      const schema = { resource_type: "User", name: "Mine", attributes: [{ name: "badge" }] };
      const path = `/directories/${mine.tenant.directoryId}/schemas/urn:example:mine`;
      expect((await api("PUT", path, schema)).status).toBe(200);
      expect((await other.tenant.scim("GET", "/Schemas/urn:example:mine")).status).toBe(404);
    },
    "GET /directories/{id}/schemas": async () => {
      const path = `/directories/${other.tenant.directoryId}/schemas`;
      expect((await server.api("GET", path)).body.data).toEqual([]);
    },
    "GET /directories/{id}/schemas/{urn}": async () => {
      const path = `/directories/${other.tenant.directoryId}/schemas/urn:example:mine`;
      expect((await server.api("GET", path)).status).toBe(404);
    },
    "DELETE /directories/{id}/schemas/{urn}": async () => {
      const path = `/directories/${other.tenant.directoryId}/schemas/urn:example:mine`;
      expect((await server.api("DELETE", path)).status).toBe(404);
      await api("DELETE", `/directories/${mine.tenant.directoryId}/schemas/urn:example:mine`);
    },
    "GET /directories/{id}/requests": async () => {
      const path = `/directories/${mine.tenant.directoryId}/requests?limit=100`;
      // My own requests above named the other's ids; what they are called is mine.
      const { body } = await server.api("GET", path);
      expect(JSON.stringify(body)).not.toContain(other.requestId);
      expect(JSON.stringify(body)).not.toContain(other.tenant.token);
      expect(JSON.stringify(body)).not.toContain(`Ann ${other.mark}`);
      await server.api("GET", `${path}&after=${other.requestId}`);
    },
    "GET /directories/{id}/requests/{request_id}": async () => {
      const path = `/directories/${mine.tenant.directoryId}/requests/${other.requestId}`;
      expect((await api("GET", path, undefined, other.requestId)).status).toBe(404);
    },
    "GET /directory_users": async () => {
      const mineAlone = `/directory_users?limit=100&directory=${mine.tenant.directoryId}`;
      expect((await api("GET", mineAlone)).body.data).toHaveLength(3);
      expect((await api("GET", `${mineAlone}&idp_id=ext-ann`)).body.data).toHaveLength(1);
      expect((await api("GET", `${mineAlone}&email=ann@acme.example`)).body.data).toHaveLength(1);
      await api("GET", `${mineAlone}&group=${other.everyoneObject}`);
      await api("GET", `${mineAlone}&after=${other.annObject}`);
      await api("GET", `${mineAlone}&before=${other.annObject}`);
      const members = await api("GET", `/directory_users?group=${mine.everyoneObject}`);
      expect(members.body.data).toHaveLength(2);
    },
    "GET /directory_users/{id}": async () => void (await api("GET", `/directory_users/${mine.annObject}`)),
    "GET /directory_groups": async () => {
      const mineAlone = `/directory_groups?limit=100&directory=${mine.tenant.directoryId}`;
      expect((await api("GET", mineAlone)).body.data).toHaveLength(1);
      await api("GET", `${mineAlone}&user=${other.annObject}`);
      await api("GET", `${mineAlone}&after=${other.everyoneObject}`);
      expect((await api("GET", `/directory_groups?user=${mine.annObject}`)).body.data).toHaveLength(1);
    },
    "GET /directory_groups/{id}": async () =>
      void (await api("GET", `/directory_groups/${mine.everyoneObject}`)),
    "GET /events": async () => {
      const path = `/events?limit=100&organization_id=${mine.tenant.organizationId}`;
      expect(JSON.stringify((await api("GET", path)).body)).toContain(mine.annObject);
      await api("GET", `${path}&after=${other.eventId}`);
      await api("GET", `${path}&before=${other.eventId}&order=desc`);
    },
    ...webhookRoutes(),
    "POST /portal/generate_link": async () => {
      const body = { organization: mine.tenant.organizationId, intent: "dsync" };
      await api("POST", "/portal/generate_link", body);
    },
  };

  /** Endpoints are the application's own and know no directory. */
  function webhookRoutes(): Readonly<Record<string, () => Promise<void>>> {
    const create = async () => {
      const body = { endpoint_url: `${receiver.url}/more`, events: ["dsync.user.created"] };
      const created = await api("POST", "/webhook_endpoints", body);
      return `/webhook_endpoints/${created.body.id}`;
    };
    const withOne = async (use: (path: string) => Promise<unknown>) => {
      const path = await create();
      await use(path);
      await api("DELETE", path);
    };
    return {
      "POST /webhook_endpoints": () => withOne(async () => undefined),
      "GET /webhook_endpoints": async () => void (await api("GET", "/webhook_endpoints")),
      "GET /webhook_endpoints/{id}": () => withOne((path) => api("GET", path)),
      "PATCH /webhook_endpoints/{id}": () => withOne((path) => api("PATCH", path, { status: "disabled" })),
      "DELETE /webhook_endpoints/{id}": () => withOne(async () => undefined),
    };
  }

  it("covers every route of the management API", async () => {
    const { paths } = (await server.mustApi("GET", "/openapi.json")) as { paths: Record<string, object> };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(Object.keys(apiRoutes).sort()).toEqual(routes.sort());
  });

  it.each(Object.keys(apiRoutes))("%s shows and changes nothing of the other", async (route) => {
    await apiRoutes[route]!();
    await expectOtherUnchanged();
  });

  it("puts into no webhook what belongs to two", async () => {
    const of = ({ tenant }: Twin) =>
      receiver.first.filter(({ data }) => data.directory_id === tenant.directoryId);
    await vi.waitUntil(() => of(mine).length >= 6 && of(other).length >= 6, { timeout: 20_000 });
    expectNoTrace(JSON.stringify(of(mine)), other);
    expectNoTrace(JSON.stringify(of(other)), mine);
    expect(receiver.forged()).toBe(0);
  });

  it("tells in no alarm of anything", () => {
    expect(server.alarms).toEqual([]);
  });
});

/** Each filter with how many of mine it finds. */
function userFilters(mine: Twin, other: Twin): readonly (readonly [string, number])[] {
  return [
    ['userName eq "ann"', 1],
    ['externalId eq "ext-ann"', 1],
    ['emails.value eq "ann@acme.example"', 1],
    ['emails[type eq "work"].value eq "ann@acme.example"', 1],
    ["title pr", 3],
    [`title co "${mine.mark}"`, 3],
    [`id eq "${mine.ann}"`, 1],
    [`id eq "${other.ann}"`, 0],
    [`title co "${other.mark}"`, 0],
    [`userName eq "only.${other.mark}"`, 0],
    [`groups.value eq "${mine.everyone}"`, 2],
    [`groups.value eq "${other.everyone}"`, 0],
    [`${ENTERPRISE}:manager.value eq "${mine.ann}"`, 1],
    [`${ENTERPRISE}:manager.value eq "${other.ann}"`, 0],
    ['meta.lastModified gt "2000-01-01T00:00:00Z"', 3],
    [`not (id eq "${mine.ann}")`, 2],
  ];
}

function groupFilters(mine: Twin, other: Twin): readonly (readonly [string, number])[] {
  return [
    ['displayName eq "Everyone"', 1],
    ['externalId eq "ext-everyone"', 1],
    [`members.value eq "${mine.ann}"`, 1],
    [`members[value eq "${mine.ann}"]`, 1],
    [`members.value eq "${other.ann}"`, 0],
    [`members[value eq "${other.ann}"]`, 0],
    [`id eq "${other.everyone}"`, 0],
    ["members pr", 1],
  ];
}
