import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyPatch,
  equal,
  type PatchOperation,
  profiles,
  readResource,
  replaceAttributes,
  type ScimObject,
} from "../src/index.ts";
import { at, enterpriseUrn, group, openDirectory, user } from "./open-directory.ts";

const runs = { numRuns: 200 };
const text = fc.constantFrom("a", "B", "é", "x y", "0");
const email = fc.record(
  { value: text, type: fc.constantFrom("work", "home", "other") },
  { requiredKeys: ["value"] },
);
const attributes = fc.record(
  {
    userName: fc.constantFrom("ann", "Bob"),
    title: text,
    active: fc.boolean(),
    name: fc.record({ givenName: text, familyName: text }, { requiredKeys: ["givenName"] }),
    emails: fc.uniqueArray(email, {
      minLength: 1,
      maxLength: 3,
      selector: ({ value, type }) => `${value} ${type}`,
    }),
    shoe: fc.record({ size: fc.integer() }),
    [enterpriseUrn]: fc.record(
      { department: text, manager: fc.record({ value: text }) },
      { requiredKeys: ["department"] },
    ),
  },
  { requiredKeys: ["userName"] },
) as fc.Arbitrary<ScimObject>;

const idempotent: fc.Arbitrary<PatchOperation> = fc.oneof(
  fc.record({
    op: fc.constantFrom("add" as const, "replace" as const),
    path: fc.constantFrom("title", "name.givenName", `${enterpriseUrn}:department`),
    value: text,
  }),
  fc.record({
    op: fc.constantFrom("add" as const, "replace" as const),
    path: fc.constant("emails"),
    value: fc.array(email, { maxLength: 2 }),
  }),
  fc.record({
    op: fc.constantFrom("add" as const, "replace" as const),
    value: fc.record({ name: fc.record({ familyName: text }), active: fc.boolean() }),
  }),
  fc.record({
    op: fc.constant("add" as const),
    path: fc.constant('emails[type eq "work"].value'),
    value: text,
  }),
  fc.record({
    op: fc.constant("add" as const),
    path: fc.constant('emails[type eq "home"].primary'),
    value: fc.constant(true),
  }),
  fc.record({
    op: fc.constant("remove" as const),
    path: fc.constantFrom(
      "title",
      "name",
      "emails",
      'emails[type eq "work"]',
      enterpriseUrn,
      "shoe.size",
      'emails[value eq "a"].type',
    ),
  }),
);

/** The outcome of one operation; a refusal leaves the resource as it was. */
function attempt(current: ScimObject, operation: PatchOperation): ScimObject {
  try {
    return applyPatch(current, [operation], user).attributes;
  } catch {
    return current;
  }
}

describe("laws of PATCH", () => {
  it("applying an operation twice is applying it once", () => {
    fc.assert(
      fc.property(attributes, idempotent, (resource, operation) => {
        const once = attempt(resource, operation);
        expect(attempt(once, operation)).toEqual(once);
      }),
      runs,
    );
  });

  it("several operations in one PATCH are the same ones after one another", () => {
    fc.assert(
      fc.property(attributes, fc.array(idempotent, { maxLength: 5 }), (resource, operations) => {
        const before = structuredClone(resource);
        let together: ScimObject;
        try {
          together = applyPatch(resource, operations, user).attributes;
        } catch {
          expect(resource).toEqual(before);
          return;
        }
        const apart = operations.reduce(
          (current, operation) => applyPatch(current, [operation], user).attributes,
          resource,
        );
        expect(together).toEqual(apart);
        expect(resource).toEqual(before);
        expect(applyPatch(resource, operations, user).changed).toBe(!equal(resource, together));
      }),
      runs,
    );
  });

  it("never leaves two values primary, nor anything that counts as unassigned [B8a, B9b, H7a]", () => {
    fc.assert(
      fc.property(attributes, fc.array(idempotent, { maxLength: 5 }), (resource, operations) => {
        const result = operations.reduce(attempt, resource);
        const emails = (result.emails ?? []) as readonly ScimObject[];
        expect(emails.filter(({ primary }) => primary === true).length).toBeLessThan(2);
        expect(readResource(result, user).attributes).toEqual(result);
      }),
      runs,
    );
  });
});

describe("laws of PUT", () => {
  it("writing back what was read changes nothing [G6b]", () => {
    fc.assert(
      fc.property(attributes, (resource) => {
        expect(replaceAttributes(resource, readResource(resource, user).attributes, user)).toEqual(resource);
      }),
      runs,
    );
  });

  it("over the provider, under every profile", async () => {
    await fc.assert(
      fc.asyncProperty(
        attributes,
        fc.constantFrom(...Object.values(profiles)),
        async (resource, { name }) => {
          const directory = openDirectory({ profile: name });
          const id = await directory.createUser("x", resource);
          const read = await directory.send("GET", `/Users/${id}`);
          const put = await directory.send("PUT", `/Users/${id}`, read.body);
          expect(put).toEqual({ ...read, acted: [] });
          expect(directory.calls.filter((call) => call.startsWith("write update"))).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("laws of members", () => {
  const ids = ["r1", "r2", "r3", "r4"];
  const some = fc.subarray(ids);
  const step = fc.oneof(
    fc.record({ kind: fc.constant("add" as const), ids: some }),
    fc.record({ kind: fc.constant("remove" as const), ids: some }),
    fc.record({ kind: fc.constant("filter" as const), ids: fc.subarray(ids, { minLength: 1 }) }),
    fc.record({ kind: fc.constant("replace" as const), ids: some }),
    fc.record({ kind: fc.constant("clear" as const), ids: fc.constant([] as string[]) }),
  );
  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

  const toOperation = ({ kind, ids: given }: Step): PatchOperation => {
    const value = given.map((id) => ({ value: id }));
    if (kind === "clear") return { op: "remove", path: "members" };
    if (kind === "filter")
      return { op: "remove", path: `members[${given.map((id) => `value eq "${id}"`).join(" or ")}]` };
    return { op: kind, path: "members", value };
  };

  const model = (before: ReadonlySet<string>, { kind, ids: given }: Step): ReadonlySet<string> => {
    if (kind === "add") return new Set([...before, ...given]);
    if (kind === "replace" || kind === "clear") return new Set(given);
    return new Set([...before].filter((id) => !given.includes(id)));
  };

  it("the net change of any operations is what they do to a set one by one", async () => {
    await fc.assert(
      fc.asyncProperty(
        some,
        fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 4 }),
        async (start, requests) => {
          const directory = openDirectory();
          for (const id of ids) await directory.createUser(id);
          const path = `/Groups/${await directory.createGroup("G", start)}`;
          for (const steps of requests) await directory.patch(path, ...steps.map(toOperation));
          const { body } = await directory.send("GET", path);
          const members = ((at(body, "members") ?? []) as { value: string }[]).map(({ value }) => value);
          expect(new Set(members)).toEqual(requests.flat().reduce(model, new Set(start)));
          expect(new Set(members).size).toBe(members.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("no id is both added and removed", () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const dialect = { allows: () => true };
        const { relation } = applyPatch({ displayName: "G" }, steps.map(toOperation), group, { dialect });
        if (relation?.kind === "update")
          expect(relation.add.filter((id) => relation.remove.includes(id))).toEqual([]);
      }),
      runs,
    );
  });
});
