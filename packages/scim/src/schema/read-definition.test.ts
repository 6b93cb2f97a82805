import { describe, expect, it } from "vitest";
import { at, openDirectory, patchUrn, userUrn } from "../../test/open-directory.ts";
import { readSchemaDefinition } from "./read-definition.ts";

const urn = "urn:example:acme:2.0:User";
const badge = {
  id: urn,
  name: "Acme",
  description: "What Acme knows of its people",
  attributes: [
    { name: "badge", type: "integer", required: true },
    { name: "code", caseExact: true },
    {
      name: "desks",
      type: "complex",
      multiValued: true,
      subAttributes: [{ name: "value" }, { name: "since", type: "dateTime" }],
    },
  ],
};

describe("a custom schema", () => {
  it("has the defaults of RFC 7643 §2.2 in what it leaves out", () => {
    expect(readSchemaDefinition(badge)).toMatchObject({
      id: urn,
      attributes: [
        {
          name: "badge",
          type: "integer",
          multiValued: false,
          description: "",
          required: true,
          caseExact: false,
          mutability: "readWrite",
          returned: "default",
          uniqueness: "none",
        },
        { name: "code", type: "string", caseExact: true },
        { name: "desks", type: "complex", subAttributes: [{ name: "value" }, { name: "since" }] },
      ],
    });
    const published = readSchemaDefinition(badge);
    expect(readSchemaDefinition(JSON.parse(JSON.stringify(published)))).toEqual(published);
  });

  const attribute = (more: object) => ({ ...badge, attributes: [{ name: "a", ...more }] });
  it.each<[string, unknown]>([
    ["no object", []],
    ["no URN", { ...badge, id: "acme" }],
    ["a URN of the IETF", { ...badge, id: "urn:ietf:params:scim:schemas:core:2.0:User" }],
    ["no name", { ...badge, name: "" }],
    ["no attributes", { ...badge, attributes: [] }],
    ["too many attributes", { ...badge, attributes: Array(101).fill({ name: "a" }) }],
    ["two names that differ in case", { ...badge, attributes: [{ name: "a" }, { name: "A" }] }],
    ["a name with a dot", attribute({ name: "a.b" })],
    ["a name that reaches the prototype", attribute({ name: "constructor" })],
    ["an unknown type", attribute({ type: "text" })],
    ["an unknown characteristic", attribute({ requird: true })],
    ["a boolean as text", attribute({ required: "true" })],
    ["uniqueness that nobody enforces", attribute({ uniqueness: "server" })],
    ["complex without sub-attributes", attribute({ type: "complex" })],
    ["sub-attributes of a text", attribute({ subAttributes: [{ name: "b" }] })],
    [
      "complex inside complex",
      attribute({ type: "complex", subAttributes: [{ name: "b", type: "complex" }] }),
    ],
    ["half a character", attribute({ description: "\ud800" })],
    ["canonicalValues that are no texts", attribute({ canonicalValues: [1] })],
  ])("with %s is refused", (_, raw) => {
    expect(() => readSchemaDefinition(raw)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it("is published, enforced and filterable on the type that it extends", async () => {
    const directory = openDirectory({ customSchemas: [readSchemaDefinition(badge)] });
    const type = (await directory.send("GET", "/ResourceTypes/User")).body;
    expect(at(type, "schemaExtensions")).toContainEqual({ schema: urn, required: false });
    expect(at((await directory.send("GET", `/Schemas/${urn}`)).body, "attributes", 0, "type")).toBe(
      "integer",
    );

    const create = (userName: string, acme: object) =>
      directory.send("POST", "/Users", { schemas: [userUrn, urn], userName, [urn]: acme });
    expect((await create("bad", { badge: "seven" })).status).toBe(400);
    expect((await create("bad", { code: "x" })).status).toBe(400);
    const ann = await create("ann", { badge: 7, code: "Ab", desks: [{ value: "D1" }] });
    expect(ann).toMatchObject({ status: 201, body: { [urn]: { badge: 7, code: "Ab" } } });
    await create("bob", { badge: 12, code: "AB" });

    const found = async (filter: string) => {
      const { body } = await directory.send("GET", `/Users?filter=${encodeURIComponent(filter)}`);
      return (at(body, "Resources") as { userName: string }[]).map(({ userName }) => userName);
    };
    expect(await found(`${urn}:badge gt 9`)).toEqual(["bob"]);
    expect(await found(`${urn}:code eq "ab"`)).toEqual([]);
    expect(await found(`${urn}:code eq "Ab"`)).toEqual(["ann"]);
    expect(await found(`${urn}:desks.value eq "d1"`)).toEqual(["ann"]);
    expect((await directory.send("GET", `/Users?filter=${urn}:badge%20co%20"7"`)).status).toBe(400);

    const remove = { schemas: [patchUrn], Operations: [{ op: "remove", path: `${urn}:badge` }] };
    const refused = await directory.send("PATCH", `/Users/${at(ann.body, "id")}`, remove);
    expect(refused).toMatchObject({ status: 400, body: { scimType: "mutability" } });
  });
});
