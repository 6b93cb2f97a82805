import fc from "fast-check";
import { expect, it } from "vitest";
import {
  at,
  type Directory,
  enterpriseUrn,
  groupUrn,
  openDirectory,
  patchUrn,
  userUrn,
} from "./open-directory.ts";

/** A resource of a job: its references are the numbers of others, itself and later ones included. */
type Node = { readonly kind: "user" | "group"; readonly refs: readonly number[]; readonly broken: boolean };
/** A change of the group that exists before the job. */
type Change = { readonly op: "add" | "remove"; readonly node: number };

const size = 7;
const node: fc.Arbitrary<Node> = fc.record({
  kind: fc.constantFrom("user" as const, "group" as const),
  refs: fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }),
  broken: fc.boolean(),
});
const job = fc.record({
  nodes: fc
    .array(node, { minLength: size, maxLength: size })
    .map((nodes) => nodes.map((one, index) => ({ ...one, broken: one.broken && index % 3 === 0 }))),
  changes: fc.array(
    fc.record({ op: fc.constantFrom("add" as const, "remove" as const), node: fc.nat(size - 1) }),
    { maxLength: 5 },
  ),
  order: fc.shuffledSubarray([...Array(size + 5).keys()], { minLength: size + 5 }),
});

/** A user has one manager; a group cannot be a member of itself. */
const refsOf = ({ kind, refs }: Node, self: number): readonly number[] =>
  kind === "user" ? refs.slice(0, 1) : refs.filter((ref) => ref !== self);

const ref = (index: number) => ({ value: `bulkId:n${index}` });

function creation({ kind, broken, ...rest }: Node, index: number): object {
  const refs = refsOf({ kind, broken, ...rest }, index).map(ref);
  const manager = refs.length === 0 ? {} : { [enterpriseUrn]: { manager: refs[0] } };
  const data =
    kind === "user"
      ? { schemas: [userUrn], userName: broken ? "" : `u${index}`, ...manager }
      : { schemas: [groupUrn], ...(broken ? {} : { displayName: `g${index}` }), members: refs };
  return { method: "POST", path: kind === "user" ? "/Users" : "/Groups", bulkId: `n${index}`, data };
}

/** The nodes that can be made: those from which no broken one is reached. */
function possible(nodes: readonly Node[]): ReadonlySet<number> {
  const bad = new Set(nodes.flatMap(({ broken }, index) => (broken ? [index] : [])));
  for (let grew = true; grew; ) {
    grew = false;
    nodes.forEach((one, index) => {
      if (bad.has(index) || !refsOf(one, index).some((other) => bad.has(other))) return;
      bad.add(index);
      grew = true;
    });
  }
  return new Set([...nodes.keys()].filter((index) => !bad.has(index)));
}

/** What each resource refers to, by name: what can be compared between directories. */
async function referencesIn(directory: Directory): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  const names = new Map<string, string>();
  const listed: { name: string; refs: string[] }[] = [];
  for (const path of ["/Users", "/Groups"]) {
    const { body } = await directory.send("GET", path);
    for (const resource of at(body, "Resources") as object[]) {
      const name = String(at(resource, "userName") ?? at(resource, "displayName"));
      names.set(String(at(resource, "id")), name);
      const manager = at(resource, enterpriseUrn, "manager", "value");
      const members = (at(resource, "members") ?? []) as { value: string }[];
      listed.push({
        name,
        refs: [...(manager ? [String(manager)] : []), ...members.map(({ value }) => value)],
      });
    }
  }
  for (const { name, refs } of listed)
    found[name] = refs.map((id) => names.get(id) ?? `dangling ${id}`).sort();
  return found;
}

it("a bulk job leaves what its operations leave one after another, once every creation is done first [L5]", async () => {
  await fc.assert(
    fc.asyncProperty(job, async ({ nodes, changes, order }) => {
      const directory = openDirectory();
      const existing = await directory.createGroup("existing");
      const patches = changes.map(({ op, node: target }) => ({
        method: "PATCH",
        path: `/Groups/${existing}`,
        data: {
          schemas: [patchUrn],
          Operations: [
            op === "add"
              ? { op, path: "members", value: [ref(target)] }
              : { op, path: `members[value eq "bulkId:n${target}"]` },
          ],
        },
      }));
      const all = [...nodes.map(creation), ...patches];
      const shuffled = order.filter((index) => index < all.length);
      const answer = await directory.send("POST", "/Bulk", {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        Operations: shuffled.map((index) => all[index]),
      });

      const name = (index: number) => `${nodes[index]?.kind === "user" ? "u" : "g"}${index}`;
      const made = possible(nodes);
      const members = new Set<string>();
      for (const index of shuffled) {
        const change: Change | undefined = changes[index - nodes.length];
        if (change === undefined || !made.has(change.node)) continue;
        if (change.op === "add") members.add(name(change.node));
        else members.delete(name(change.node));
      }
      const expected: Record<string, readonly string[]> = { existing: [...members].sort() };
      nodes.forEach((one, index) => {
        if (made.has(index)) expected[name(index)] = refsOf(one, index).map(name).sort();
      });
      expect(await referencesIn(directory)).toEqual(expected);

      const ok = (at(answer.body, "Operations") as { status: string }[]).map(({ status }) => status < "300");
      const wanted = shuffled.map((index) => made.has(changes[index - nodes.length]?.node ?? index));
      expect(ok).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});
