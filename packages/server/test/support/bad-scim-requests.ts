import { gzipSync } from "node:zlib";
import {
  type AttributeDefinition,
  enterpriseUserSchema,
  groupSchema,
  type SchemaDefinition,
  userSchema,
} from "@rollcall/scim";
import type { Tenant } from "./api-client.ts";
import type { RawRequest } from "./raw-connection.ts";
import type { Expected } from "./refusal.ts";

/** A request that has to be refused: below the directory's base URL, with its token added. */
export type BadRequest = Expected & { readonly name: string; readonly request: RawRequest };

export type Existing = { readonly tenant: Tenant; readonly userId: string; readonly groupId: string };

const MEBIBYTE = 1024 * 1024;
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const post = (path: string, body: unknown): RawRequest => ({ method: "POST", path, body: text(body) });
const text = (body: unknown) =>
  typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
const patchBody = (...Operations: readonly unknown[]) => ({ schemas: [PATCH_OP], Operations });
const user = (more: object) => ({ schemas: [userSchema.id], userName: "new@bad.example", ...more });

/** A value of each JSON type that the attribute does not have. */
function wrongValues(attribute: AttributeDefinition): readonly unknown[] {
  const wrong: readonly unknown[] = attribute.multiValued
    ? [42, true, "text", [[1]], [42]]
    : attribute.type === "complex"
      ? [42, true, "text", [[]]]
      : attribute.type === "boolean"
        ? ["maybe", 1, {}, [true]]
        : [42, true, { value: "x" }, ["x"]];
  return attribute.type === "binary" ? [...wrong, "not base64!"] : wrong;
}

const settable = ({ mutability }: AttributeDefinition) =>
  mutability !== "readOnly" && mutability !== "writeOnly";

/** Every attribute and sub-attribute that a client may set, with each wrong value, as an attribute's whole value. */
function wronglyTyped(schema: SchemaDefinition): readonly (readonly [string, string, unknown])[] {
  return schema.attributes.filter(settable).flatMap((attribute) => {
    const whole = wrongValues(attribute).map((value) => [attribute.name, attribute.name, value] as const);
    const parts = (attribute.subAttributes ?? []).filter(settable).flatMap((sub) =>
      wrongValues(sub).map((value) => {
        const element = { [sub.name]: value };
        const list = attribute.multiValued ? [element] : element;
        return [attribute.name, `${attribute.name}.${sub.name}`, list] as const;
      }),
    );
    return [...whole, ...parts];
  });
}

/** Generated from the schemas: a new attribute is tested without a line here. For a directory of `strict` profile. */
export function wrongTypes({ userId, groupId }: Existing): readonly BadRequest[] {
  const places = [
    { schema: userSchema, path: "/Users", id: userId, wrap: (value: object) => user(value), urn: "" },
    {
      schema: groupSchema,
      path: "/Groups",
      id: groupId,
      wrap: (value: object) => ({ schemas: [groupSchema.id], displayName: "New", ...value }),
      urn: "",
    },
    {
      schema: enterpriseUserSchema,
      path: "/Users",
      id: userId,
      wrap: (value: object) => user({ [enterpriseUserSchema.id]: value }),
      urn: `${enterpriseUserSchema.id}:`,
    },
  ];
  return places.flatMap(({ schema, path, id, wrap, urn }) =>
    wronglyTyped(schema).flatMap(([name, label, value]): BadRequest[] => {
      const what = `${schema.name}.${label} = ${JSON.stringify(value)}`;
      const body = wrap({ [name]: value });
      const operation = { op: "replace", path: `${urn}${name}`, value };
      return [
        { name: `POST ${what}`, status: 400, request: post(path, body) },
        {
          name: `PUT ${what}`,
          status: 400,
          request: { method: "PUT", path: `${path}/${id}`, body: text(body) },
        },
        {
          name: `PATCH ${what}`,
          status: 400,
          request: { method: "PATCH", path: `${path}/${id}`, body: text(patchBody(operation)) },
        },
      ];
    }),
  );
}

/** Bodies that are no JSON, no object, too long or too deep. */
export function badBodies({ userId, groupId }: Existing): readonly BadRequest[] {
  const good = JSON.stringify(user({ name: { givenName: "Zoë" }, emails: [{ value: "a@b.example" }] }));
  const deep = (depth: number) => `{"userName":"deep","nested":${"[".repeat(depth)}1${"]".repeat(depth)}}`;
  const syntax = { status: 400, scimType: "invalidSyntax" };
  const bodies: readonly (readonly [string, unknown, Expected])[] = [
    ...[1, 5, 40, good.length - 1].map(
      (length) => [`truncated at ${length}`, good.slice(0, length), syntax] as const,
    ),
    ["empty body", "", syntax],
    ["spaces", "  \n ", syntax],
    ["XML", "<User/>", syntax],
    ["a list", "[]", syntax],
    ["null", "null", syntax],
    ["a number", "7", syntax],
    ["text", '"userName"', syntax],
    ["trailing comma", '{"userName":"x",}', syntax],
    ["two documents", '{"userName":"x"}{"userName":"y"}', syntax],
    ["100 levels of lists", deep(100), syntax],
    ["200,000 levels of lists", deep(200_000), { status: 400 }],
    ["100 levels of objects", `${'{"a":'.repeat(100)}1${"}".repeat(100)}`, syntax],
    ["a number beyond any", '{"userName":"x","n":1e999}', { status: 400, scimType: "invalidValue" }],
    ["invalid UTF-8", Buffer.from('{"userName":"\xff\xfe"}', "latin1"), syntax],
    ["UTF-16", Buffer.from('\ufeff{"userName":"x"}', "utf16le"), syntax],
    ["names that differ by case", '{"userName":"x","title":"a","Title":"b"}', syntax],
    ["no userName", { schemas: [userSchema.id] }, { status: 400, scimType: "invalidValue" }],
    ["empty userName", user({ userName: "" }), { status: 400, scimType: "invalidValue" }],
    ["NUL", user({ title: "a\0b" }), { status: 400, scimType: "invalidValue" }],
    ["NUL in a name", user({ "a\0b": 1 }), { status: 400 }],
    ["lone high surrogate", '{"userName":"x","title":"\\ud800"}', { status: 400, scimType: "invalidValue" }],
    ["lone low surrogate", '{"userName":"x","title":"\\udc00a"}', { status: 400, scimType: "invalidValue" }],
    ["surrogate in a name", '{"userName":"x","\\ud800":1}', { status: 400 }],
    ["3 MiB", user({ title: "x".repeat(3 * MEBIBYTE) }), { status: 413 }],
  ];
  const large = `{"displayName":"${"x".repeat(33 * MEBIBYTE)}"}`;
  return [
    ...bodies.flatMap(([name, body, expected]): BadRequest[] => [
      { name: `POST: ${name}`, ...expected, request: post("/Users", body) },
      {
        name: `PUT: ${name}`,
        ...expected,
        request: { method: "PUT", path: `/Users/${userId}`, body: text(body) as string },
      },
      {
        name: `PATCH: ${name}`,
        status: expected.status,
        request: { method: "PATCH", path: `/Users/${userId}`, body: text(body) as string },
      },
      { name: `search: ${name}`, status: expected.status, request: post("/.search", searchBody(name, body)) },
    ]),
    { name: "33 MiB of a group", status: 413, request: post("/Groups", large) },
    {
      name: "33 MiB for a group",
      status: 413,
      request: { method: "PUT", path: `/Groups/${groupId}`, body: large },
    },
    {
      name: "chunks of 3 MiB",
      status: 413,
      request: { ...post("/Users", chunked("x".repeat(3 * MEBIBYTE))), headers: CHUNKED },
    },
    { name: "chunks that are none", status: 400, request: { ...post("/Users", "zz\r\n"), headers: CHUNKED } },
    {
      name: "gzip",
      status: 415,
      request: { ...post("/Users", gzipSync(good)), headers: { "Content-Encoding": "gzip" } },
    },
    {
      name: "plain text that says br",
      status: 415,
      request: { ...post("/Users", good), headers: { "Content-Encoding": "br" } },
    },
  ];
}

const CHUNKED = { "Transfer-Encoding": "chunked" };

export const chunked = (body: string, size = 1000) =>
  `${(body.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [])
    .map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
    .join("")}0\r\n\r\n`;

/** A search takes no resource: what makes a body of one wrong is put into its filter. */
function searchBody(name: string, body: unknown): unknown {
  if (typeof body === "string" || Buffer.isBuffer(body)) return body;
  if (name === "3 MiB") return body;
  return { filter: `title eq "\0"`, ...(body as object) };
}

/** Names that reach a prototype, in every place where an attribute may be named. */
export function prototypeNames({ userId, groupId }: Existing): readonly BadRequest[] {
  const urn = "urn:example:extension:1.0:User";
  return ["__proto__", "constructor", "prototype"].flatMap((name): BadRequest[] => {
    const polluted = `{"${name}":{"polluted":true}}`;
    const bodies = {
      "top level": `{"userName":"p","${name}":{"polluted":true}}`,
      "in name": `{"userName":"p","name":${polluted}}`,
      "in an element": `{"userName":"p","emails":[{"value":"a@b.example","${name}":{"polluted":true}}]}`,
      "in the enterprise extension": `{"userName":"p","${enterpriseUserSchema.id}":${polluted}}`,
      "in an unknown extension": `{"userName":"p","${urn}":${polluted}}`,
      "deep in an unknown extension": `{"userName":"p","${urn}":{"a":[{"b":${polluted}}]}}`,
    };
    const operations = {
      "as path": `{"op":"add","path":"${name}","value":{"polluted":true}}`,
      "as sub-attribute": `{"op":"add","path":"name.${name}","value":"x"}`,
      "in the enterprise extension": `{"op":"add","path":"${enterpriseUserSchema.id}:${name}","value":"x"}`,
      "in an unknown extension": `{"op":"add","path":"${urn}:${name}","value":"x"}`,
      "below an unknown extension": `{"op":"add","path":"${urn}:a.${name}","value":"x"}`,
      "in a value path": `{"op":"replace","path":"emails[${name} eq \\"x\\"].value","value":"x"}`,
      "after a value path": `{"op":"replace","path":"emails[type eq \\"work\\"].${name}","value":"x"}`,
      "as key of a value": `{"op":"add","value":${polluted}}`,
      "as path in a key": `{"op":"add","value":{"name.${name}":"x"}}`,
      "in a value": `{"op":"add","path":"name","value":${polluted}}`,
      "as op": `{"op":"${name}","path":"title","value":"x"}`,
    };
    const patch = (operation: string) => `{"schemas":["${PATCH_OP}"],"Operations":[${operation}]}`;
    const filters = [`${name} pr`, `name.${name} eq "x"`, `emails[${name} pr]`, `${urn}:${name} eq "x"`];
    return [
      ...Object.entries(bodies).flatMap(([place, body]): BadRequest[] => [
        { name: `POST ${name} ${place}`, status: 400, request: post("/Users", body) },
        {
          name: `PUT ${name} ${place}`,
          status: 400,
          request: { method: "PUT", path: `/Users/${userId}`, body },
        },
      ]),
      ...Object.entries(operations).map(
        ([place, operation]): BadRequest => ({
          name: `PATCH ${name} ${place}`,
          status: 400,
          request: { method: "PATCH", path: `/Users/${userId}`, body: patch(operation) },
        }),
      ),
      ...filters.map(
        (filter): BadRequest => ({
          name: `filter ${filter}`,
          status: 400,
          scimType: "invalidFilter",
          request: { method: "GET", path: `/Users?filter=${encodeURIComponent(filter)}` },
        }),
      ),
      {
        name: `sortBy ${name}`,
        status: 400,
        request: { method: "GET", path: `/Users?sortBy=${name}` },
      },
      { name: `GET id ${name}`, status: 404, request: { method: "GET", path: `/Users/${name}` } },
      { name: `GET type ${name}`, status: 404, request: { method: "GET", path: `/${name}/${groupId}` } },
      { name: `schema ${name}`, status: 404, request: { method: "GET", path: `/Schemas/${name}` } },
    ];
  });
}

/** Filters and paths outside the grammar or the schema. */
export function badQueries({ userId }: Existing): readonly BadRequest[] {
  const deepFilter = `${"not (".repeat(60)}userName pr${")".repeat(60)}`;
  const filters = [
    'userName like "x"',
    'userName eq "x" xor title pr',
    "userName",
    "userName eq",
    'userName eq "x',
    'eq "x"',
    'userName eq "x" and',
    '(userName eq "x"',
    "emails[type eq",
    'emails[type eq "work"',
    "active gt true",
    'nothing eq "x"',
    'meta.lastModified gt "yesterday"',
    `userName eq "${"x".repeat(5000)}"`,
    'userName eq "\\ud800"',
    deepFilter,
    "",
  ];
  const get = (path: string): RawRequest => ({ method: "GET", path });
  const paths = [
    "",
    "emails[",
    'emails[type eq "work"',
    "name..givenName",
    "nothing",
    "emails[1]",
    "[]",
    "a b",
  ];
  return [
    ...filters.map(
      (filter): BadRequest => ({
        name: `filter ${filter.slice(0, 60)}`,
        status: 400,
        scimType: "invalidFilter",
        request: get(`/Users?filter=${encodeURIComponent(filter)}`),
      }),
    ),
    ...paths.map(
      (path): BadRequest => ({
        name: `PATCH path ${JSON.stringify(path)}`,
        status: 400,
        request: {
          method: "PATCH",
          path: `/Users/${userId}`,
          body: text(patchBody({ op: "replace", path, value: "x" })) as string,
        },
      }),
    ),
    { name: "malformed percent-encoding", status: 400, request: get("/Users?filter=%E0%A4%A") },
    { name: "percent at the end", status: 400, request: get("/Users?filter=title%20pr%") },
    { name: "surrogate in a URL", status: 400, request: get("/Users?filter=title%20eq%20%22%ED%A0%80%22") },
    { name: "NUL in a URL", status: 400, request: get("/Users?filter=title%20eq%20%22%00%22") },
    { name: "malformed id", status: 404, request: get("/Users/%E0%A4%A") },
    { name: "NUL in an id", status: 404, request: get("/Users/%00") },
    { name: "unknown id", status: 404, request: get("/Users/nobody") },
    { name: "unknown endpoint", status: 404, request: get("/Nothing") },
    { name: "startIndex that is no number", status: 400, request: get("/Users?startIndex=one") },
    { name: "count with a fraction", status: 400, request: get("/Users?count=1.5") },
    { name: "huge count", status: 400, request: get(`/Users?count=${"9".repeat(40)}`) },
    { name: "unknown sortOrder", status: 400, request: get("/Users?sortBy=userName&sortOrder=up") },
    { name: "unknown sortBy", status: 400, request: get("/Users?sortBy=nothing") },
    { name: "very long URL", status: 431, request: get(`/Users?x=${"a".repeat(40_000)}`) },
    { name: "filtered discovery", status: 403, request: get("/Schemas?filter=id%20pr") },
    {
      name: "PATCH of nobody with a bad body",
      status: 404,
      request: { method: "PATCH", path: "/Users/x", body: "{" },
    },
  ];
}

/** Methods that an endpoint does not have; those in lower case are no methods of HTTP at all. */
export function badMethods({ userId }: Existing): readonly BadRequest[] {
  const one = `/Users/${userId}`;
  const refused = (method: string, path: string, status: number): BadRequest => ({
    name: `${method} ${path}`,
    status,
    request: { method, path },
  });
  return [
    ...["TRACE", "PROPFIND", "OPTIONS", "QUERY", "MKCOL", "POST"].map((method) => refused(method, one, 405)),
    ...["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"].map((method) => refused(method, "/Users", 405)),
    ...["POST", "PUT", "DELETE"].map((method) => refused(method, "/ServiceProviderConfig", 405)),
    ...["get", "delete", "Patch", "TRACK", "FOO"].map((method) => refused(method, one, 400)),
  ];
}
