import { enterpriseUserSchema, groupSchema, userSchema } from "@rollcall/scim";
import { anyFilter, anyPath, anyValue, pickText } from "./fuzz-grammar.ts";
import { mutateBytes, mutateJson, mutateQuery, mutateText, urlSafe } from "./fuzz-mutations.ts";
import type { RawRequest } from "./raw-connection.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

/** A request before its placeholders have their ids; `body` is JSON until it is mutated. */
type Draft = { readonly method: string; readonly path: string; readonly body?: unknown };

const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

const patch = (...Operations: readonly unknown[]) => ({ schemas: [PATCH_OP], Operations });
const userId = (random: Random) => `«u${random.below(20)}»`;
const groupId = (random: Random) => `«g${random.below(6)}»`;
/** Another directory's user: as unknown here as an invented one. */
const foreignId = (random: Random) => `«f${random.below(6)}»`;
const anyId = (random: Random) => random.pick([userId, userId, groupId, foreignId])(random);
const userName = (random: Random) => `fuzz-${random.below(120)}@fuzz.example`;

function userBody(random: Random): Readonly<Record<string, unknown>> {
  const name = userName(random);
  return {
    schemas: [userSchema.id, enterpriseUserSchema.id],
    userName: name,
    name: { givenName: "Ada", familyName: "Fuzz" },
    emails: [{ primary: true, value: name, type: "work" }],
    displayName: "Ada Fuzz",
    locale: "en-US",
    externalId: `00u${random.below(200)}`,
    groups: [],
    password: "secret-of-a-user",
    active: random.chance(0.8),
    [enterpriseUserSchema.id]: { department: "Fuzzing", manager: { value: anyId(random) } },
  };
}

function groupBody(random: Random): Readonly<Record<string, unknown>> {
  const members = Array.from({ length: random.below(8) }, () => ({ value: anyId(random), display: "x" }));
  return { schemas: [groupSchema.id], displayName: `Group ${random.below(30)}`, members };
}

/** What providers send, each as they send it. */
const templates: readonly (readonly [weight: number, (random: Random) => Draft])[] = [
  [
    4,
    (r) => ({
      method: "GET",
      path: `/Users?filter=userName%20eq%20%22${userName(r)}%22&startIndex=1&count=100`,
    }),
  ],
  [
    4,
    (r) => ({
      method: "GET",
      path: `/Users?filter=${encodeURIComponent(anyFilter(r).toWellFormed())}&count=5`,
    }),
  ],
  [
    2,
    (r) => ({
      method: "GET",
      path: `/Groups?filter=${encodeURIComponent(anyFilter(r).toWellFormed())}&count=5`,
    }),
  ],
  [
    2,
    (r) => ({
      method: "GET",
      path: `/Groups?excludedAttributes=members&filter=displayName+eq+%22Group+${r.below(30)}%22`,
    }),
  ],
  [
    1,
    (r) => ({ method: "GET", path: `/Users?startIndex=${r.below(50)}&count=${r.below(20)}&sortBy=userName` }),
  ],
  [3, (r) => ({ method: "GET", path: `/Users/${userId(r)}` })],
  [2, (r) => ({ method: "GET", path: `/Groups/${groupId(r)}` })],
  [
    1,
    (r) => ({
      method: "GET",
      path: r.pick([
        "/Schemas",
        "/ResourceTypes",
        "/ServiceProviderConfig",
        `/Schemas/${userSchema.id}`,
        "/Nothing",
        "/",
      ]),
    }),
  ],
  [4, (r) => ({ method: "POST", path: "/Users", body: userBody(r) })],
  [5, (r) => ({ method: "PUT", path: `/Users/${userId(r)}`, body: { ...userBody(r), id: userId(r) } })],
  [
    2,
    (r) => ({
      method: "PATCH",
      path: `/Users/${userId(r)}`,
      body: patch({ op: "replace", value: { active: r.chance(0.5) } }),
    }),
  ],
  [
    2,
    (r) => ({
      method: "PATCH",
      path: `/Users/${userId(r)}`,
      body: patch({ op: "Replace", path: "active", value: "False" }),
    }),
  ],
  [
    3,
    (r) => ({
      method: "PATCH",
      path: `/Users/${userId(r)}`,
      body: patch(
        { op: "Add", path: 'emails[type eq "work"].value', value: userName(r) },
        { op: "Replace", path: "name.givenName", value: pickText(r) },
        { op: "Add", path: `${enterpriseUserSchema.id}:manager`, value: anyId(r) },
      ),
    }),
  ],
  [
    6,
    (r) => ({
      method: "PATCH",
      path: `/Users/${userId(r)}`,
      body: patch(...Array.from({ length: 1 + r.below(3) }, () => operation(r))),
    }),
  ],
  [2, (r) => ({ method: "POST", path: "/Groups", body: groupBody(r) })],
  [2, (r) => ({ method: "PUT", path: `/Groups/${groupId(r)}`, body: groupBody(r) })],
  [
    3,
    (r) => ({
      method: "PATCH",
      path: `/Groups/${groupId(r)}`,
      body: patch({ op: "add", path: "members", value: [{ value: anyId(r) }, { value: anyId(r) }] }),
    }),
  ],
  [
    2,
    (r) => ({
      method: "PATCH",
      path: `/Groups/${groupId(r)}`,
      body: patch({ op: "remove", path: `members[value eq "${anyId(r)}"]` }),
    }),
  ],
  [
    2,
    (r) => ({
      method: "PATCH",
      path: `/Groups/${groupId(r)}`,
      body: patch({ op: "replace", value: { id: groupId(r), displayName: `Group ${r.below(30)}` } }),
    }),
  ],
  [3, (r) => ({ method: "PATCH", path: `/Groups/${groupId(r)}`, body: patch(operation(r), operation(r)) })],
  [1, (r) => ({ method: "DELETE", path: `/Users/${userId(r)}` })],
  [1, (r) => ({ method: "DELETE", path: `/Groups/${groupId(r)}` })],
  [
    2,
    (r) => ({
      method: "POST",
      path: `${r.pick(["", "/Users", "/Groups"])}/.search`,
      body: { schemas: [SEARCH], filter: anyFilter(r), startIndex: 1, count: 5, attributes: ["userName"] },
    }),
  ],
  [2, (r) => ({ method: "POST", path: "/Bulk", body: bulk(r) })],
];

const bag = templates.flatMap(([weight, template]) => Array<typeof template>(weight).fill(template));

function operation(random: Random): unknown {
  const op = random.pick(["add", "replace", "remove", "Add", "Replace", "move"]);
  const path = random.chance(0.8) ? { path: anyPath(random) } : {};
  return { op, ...path, ...(random.chance(0.9) ? { value: anyValue(random) } : {}) };
}

function bulk(random: Random): unknown {
  const Operations = Array.from({ length: random.below(5) }, () => {
    const { method, path, body } = random.pick(bag)(random);
    const bulkId = `b${random.below(4)}`;
    return { method, path: path.split("?")[0], bulkId, ...(body === undefined ? {} : { data: body }) };
  });
  return { schemas: [BULK], failOnErrors: random.pick([0, 1, 2]), Operations };
}

const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  { "Content-Type": "text/xml" },
  { "Content-Type": "" },
  { "Content-Type": "application/json; charset=latin1" },
  { "Content-Encoding": "gzip" },
  { "If-Match": '"1"' },
  { "If-Match": "*" },
  { "If-None-Match": 'W/"2", W/"3"' },
  { "If-Match": 'W/"x' },
  { Accept: "text/html;q=0" },
  { "X-Request-ID": "<script>" },
  { "X-Forwarded-For": "::1, ,%%%" },
  { "X-HTTP-Method-Override": "DELETE" },
  { Range: "bytes=0-1" },
  { Prefer: "return=minimal" },
  { Cookie: "a=b; __proto__=c" },
  { Host: "evil.example" },
];

/**
 * The request of a number: the same seed and number give the same one. About a fifth stay as a provider would send
 * them, so that there is something for the others to damage.
 */
export function fuzzRequest(seed: number, index: number): RawRequest {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ index);
  let { method, path, body } = random.pick(bag)(random);
  const mutations = random.pick([0, 1, 1, 1, 2, 3]);
  const headers: Record<string, string> =
    body === undefined ? {} : { "Content-Type": "application/scim+json" };
  let text: string | Buffer | undefined = body === undefined ? undefined : "";
  let damage: "none" | "text" | "bytes" = "none";
  for (let count = 0; count < mutations; count += 1) {
    const kind = random.below(12);
    if (kind < 5 && body !== undefined) body = mutateJson(body, random);
    else if (kind === 5) damage = "text";
    else if (kind === 6) damage = "bytes";
    else if (kind === 7) Object.assign(headers, random.pick(oddHeaders));
    else if (kind === 8)
      method = random.pick(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "HEAD"]);
    else if (kind === 9) path = urlSafe(mutateText(path, random));
    else path = mutateQuery(path, random);
  }
  if (body !== undefined) text = JSON.stringify(body) ?? "";
  if (text !== undefined && damage === "text") text = mutateText(text, random);
  if (text !== undefined && damage === "bytes") text = mutateBytes(text as string, random);
  return {
    method,
    path: path.startsWith("/") ? path : `/${path}`,
    headers,
    ...(text === undefined ? {} : { body: text }),
  };
}
