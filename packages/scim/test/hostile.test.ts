import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ProfileName, profiles } from "../src/index.ts";
import { numberedCursors, openDirectory, patchUrn, userUrn } from "./open-directory.ts";

const names = [
  "userName",
  "emails",
  "name",
  "members",
  "groups",
  "id",
  "meta",
  "schemas",
  "active",
  "x",
  "__proto__",
  "constructor",
  "toString",
  "urn:a:b",
  "urn:a:b:c",
  `${userUrn}`,
  'emails[type eq "work"].value',
  "name.givenName",
  "value",
  "type",
  "primary",
  "",
];
const paths = [
  ...names,
  'members[value eq "r1"]',
  "members.value",
  "emails[",
  "emails[]",
  'emails[value eq "\\u0000"].value',
  "a.b.c",
  "[x]",
  ".",
  ":",
  "groups[value pr]",
  "meta.created",
  "schemas",
  "password",
  "emails[primary eq true].$ref",
  "name[givenName pr].familyName",
];
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, "true", "", "x", 0, -1, 1.5, 1e21, "\u0000", "\ud800"),
  fc.string(),
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...names), tie("value")), { maxLength: 4 }).map((entries) =>
      // As JSON.parse does: `__proto__` becomes a property, not the prototype.
      JSON.parse(
        `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? "null"}`).join(",")}}`,
      ),
    ),
  ),
}));
const operation = fc.record(
  {
    op: fc.constantFrom("add", "replace", "remove", "Add", "x"),
    path: fc.constantFrom(...paths),
    value: json,
  },
  { requiredKeys: ["op"] },
);
const profile = fc.constantFrom(...(Object.keys(profiles) as ProfileName[]));

describe("hostile input", () => {
  it("is refused with a SCIM Error or understood, never a fault; refused, it changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        profile,
        fc.constantFrom("/Users", "/Groups"),
        fc.oneof(
          json,
          fc.record({
            schemas: fc.constant([patchUrn]),
            Operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
          }),
        ),
        async (name, endpoint, body) => {
          const directory = openDirectory({ profile: name });
          await directory.createUser("ann", { emails: [{ value: "a@x", type: "work", primary: true }] });
          await directory.createGroup("G", ["r1"]);
          const path = `${endpoint}/${endpoint === "/Users" ? "r1" : "r2"}`;
          for (const [method, target] of [
            ["PATCH", path],
            ["PUT", path],
            ["POST", endpoint],
            ["POST", `${endpoint}/.search`],
          ] as const) {
            const before = (await directory.send("GET", path)).body;
            const answer = await directory.send(method, target, body);
            expect([200, 201, 204, 400, 409]).toContain(answer.status);
            if (answer.status < 400) continue;
            expect(answer.body).toMatchObject({
              status: String(answer.status),
              detail: expect.stringMatching(/./),
            });
            expect((await directory.send("GET", path)).body).toEqual(before);
          }
          expect(Object.getPrototypeOf({})).toBe(Object.prototype);
          expect(({} as Record<string, unknown>).admin).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("in a bulk request is an answer to each operation, never a fault", async () => {
    const text = fc.oneof(scalar, fc.constantFrom("a", "b"));
    const path = fc.oneof(
      fc.constantFrom("/Users", "/Groups", "/Users/r1", "/Groups/r2", "/Users/bulkId:a", "/Groups/bulkId:b"),
      fc.constantFrom(
        "/Bulk",
        "/Me",
        "/.search",
        "Users/",
        "/Users/bulkId:\ud800",
        "/Users/%E0%A4%A",
        "bulkId:",
      ),
      scalar,
    );
    const reference = fc.constantFrom({ value: "bulkId:a" }, { value: "bulkId:b" }, { $ref: "x/bulkId:a" });
    const data = fc.oneof(
      json,
      fc.record({
        schemas: fc.constantFrom([userUrn], [patchUrn], []),
        userName: text,
        displayName: text,
        members: fc.array(reference, { maxLength: 2 }),
        manager: reference,
      }),
    );
    const one = fc.record(
      {
        method: fc.constantFrom("POST", "PUT", "PATCH", "DELETE", "GET", "post", 1),
        path,
        bulkId: text,
        version: text,
        data,
      },
      { requiredKeys: ["method", "path", "data"] },
    );
    const schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"];
    await fc.assert(
      fc.asyncProperty(profile, fc.array(one, { maxLength: 6 }), async (name, Operations) => {
        const directory = openDirectory({ profile: name });
        await directory.createUser("ann");
        await directory.createGroup("G", ["r1"]);
        const answer = await directory.send("POST", "/Bulk", { schemas, Operations });
        expect(answer.status).toBe(200);
        const results = (answer.body as { Operations: { status: string }[] }).Operations;
        expect(results).toHaveLength(Operations.length);
        const expected = ["200", "201", "204", "400", "404", "405", "409", "412"];
        for (const { status } of results) expect(expected).toContain(status);
      }),
      { numRuns: 300 },
    );
  });

  it("in a query string is refused or ignored", async () => {
    const directory = openDirectory({ cursors: numberedCursors() });
    await directory.createUser("ann");
    const parameter = fc.constantFrom(
      "filter",
      "sortBy",
      "sortOrder",
      "startIndex",
      "count",
      "cursor",
      "attributes",
      "excludedAttributes",
      "x",
    );
    const query = fc.array(fc.tuple(parameter, fc.oneof(fc.string(), fc.constantFrom(...paths))), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(query, fc.boolean(), async (pairs, encoded) => {
        const text = pairs.map(
          ([name, value]) => `${name}=${encoded ? encodeURIComponent(value.toWellFormed()) : value}`,
        );
        const answer = await directory.send("GET", `/Users?${text.join("&")}`);
        expect([200, 400]).toContain(answer.status);
      }),
      { numRuns: 500 },
    );
  });
});
