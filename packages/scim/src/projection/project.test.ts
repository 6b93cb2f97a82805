import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { complex, string } from "../schema/attribute.ts";
import type { ScimObject } from "../schema/definition.ts";
import { compileResourceType } from "../schema/resolve.ts";
import { groupResourceType, userResourceType } from "../schema/resource-types.ts";
import { type ProjectionParameters, parseProjection, project, wants } from "./project.ts";

const core = "urn:ietf:params:scim:schemas:core:2.0:User";
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const extension = `${core}:example`;
const unknown = "urn:okta:app:1.0:user:custom";
const type = compileResourceType({
  ...userResourceType,
  extensions: [
    ...userResourceType.extensions,
    {
      required: false,
      schema: {
        id: extension,
        name: "Example",
        description: "",
        attributes: [
          string("badge", "", { returned: "request" }),
          string("secret", "", { returned: "never" }),
          string("tag", "", { returned: "always" }),
          complex(
            "keys",
            "",
            [
              string("value", ""),
              string("kid", "", { returned: "always" }),
              string("note", "", { returned: "request" }),
              string("pin", "", { returned: "never" }),
            ],
            { multiValued: true },
          ),
        ],
      },
    },
  ],
});

const resource: ScimObject = {
  schemas: [core, enterprise, extension, unknown],
  id: "1",
  externalId: "x1",
  userName: "bj",
  password: "t1meMa$heen",
  name: { familyName: "Jensen", givenName: "Barbara" },
  active: false,
  emails: [{ value: "a@x", type: "work", primary: true }, { value: "b@x" }],
  groups: [{ value: "g1", display: "Staff" }],
  meta: { resourceType: "User", location: "https://x/1" },
  [enterprise]: { department: "Sales", manager: { value: "m1", displayName: "Ann" } },
  [extension]: {
    badge: "b1",
    secret: "s1",
    tag: "t1",
    keys: [{ value: "k1", kid: "1", note: "n1", pin: "p1" }],
  },
  [unknown]: { departmentName: "Ops", site: "A" },
  favouriteColour: "red",
};

const minimum = { schemas: resource.schemas, id: "1", [extension]: { tag: "t1" } };
const keys = (inner: ScimObject) => ({ [extension]: { tag: "t1", keys: [inner] } });

function show(parameters: ProjectionParameters): ScimObject {
  return project(resource, parseProjection(parameters, type), type);
}

/** The resource by default, with these taken away. */
function without(...names: readonly string[]): ScimObject {
  return Object.fromEntries(Object.entries(show({})).filter(([name]) => !names.includes(name)));
}

describe("project without parameters", () => {
  it("shows what is returned always or by default, and what no schema knows [B11a, B11c, B11d]", () => {
    const { password: _, ...rest } = resource;
    expect(show({})).toEqual({ ...rest, ...keys({ value: "k1", kid: "1" }) });
  });

  it.each<ProjectionParameters>([
    { attributes: "" },
    { attributes: [] },
    { attributes: " , " },
    { excludedAttributes: "" },
  ])("counts %j as no parameter", (parameters) => {
    expect(show(parameters)).toEqual(show({}));
  });
});

describe("attributes (RFC 7644 §3.4.2.5)", () => {
  it.each<[string | string[], ScimObject]>([
    ["userName", { userName: "bj" }],
    ["USERNAME, Active", { userName: "bj", active: false }],
    [["userName", "active"], { userName: "bj", active: false }],
    [`${core}:userName`, { userName: "bj" }],
    [`${core.toUpperCase()}:NAME.FAMILYNAME`, { name: { familyName: "Jensen" } }],
    ["name", { name: { familyName: "Jensen", givenName: "Barbara" } }],
    ["name.familyName", { name: { familyName: "Jensen" } }],
    ["name,name.familyName", { name: { familyName: "Jensen", givenName: "Barbara" } }],
    ["emails.value", { emails: [{ value: "a@x" }, { value: "b@x" }] }],
    ["emails.type", { emails: [{ type: "work" }] }],
    ["emails.display", {}],
    ["meta.location", { meta: { location: "https://x/1" } }],
    [`${enterprise}:department`, { [enterprise]: { department: "Sales" } }],
    [`${enterprise}:manager.value`, { [enterprise]: { manager: { value: "m1" } } }],
    [enterprise.toLowerCase(), { [enterprise]: resource[enterprise] ?? "" }],
    [unknown, { [unknown]: { departmentName: "Ops", site: "A" } }],
    [`${unknown}:site`, { [unknown]: { site: "A" } }],
    ["favouriteColour", { favouriteColour: "red" }],
    ["nothing", {}],
    ["userName.value", {}],
    ["constructor", {}],
    ["password", {}],
    [`${extension}:badge`, { [extension]: { tag: "t1", badge: "b1" } }],
    [`${extension}:secret`, {}],
    [`${extension}:keys`, keys({ value: "k1", kid: "1" })],
    [`${extension}:keys.note`, keys({ kid: "1", note: "n1" })],
    [`${extension}:keys.pin`, keys({ kid: "1" })],
    [extension, keys({ value: "k1", kid: "1" })],
  ])("%s adds that to the minimum [B11b, B11d, E2c, E3a, E5a, E5b, E5c, E6]", (attributes, expected) => {
    expect(show({ attributes })).toEqual({ ...minimum, ...expected });
  });

  it("takes the core URN alone for the core schema", () => {
    expect(show({ attributes: core })).toEqual({
      ...without(enterprise, unknown),
      [extension]: { tag: "t1" },
    });
  });
});

describe("excludedAttributes (RFC 7644 §3.4.2.5)", () => {
  it.each<[string | string[], ScimObject]>([
    ["userName", without("userName")],
    [`${core}:USERNAME`, without("userName")],
    [["groups", "emails"], without("groups", "emails")],
    ["id,schemas", show({})],
    [`${extension}:tag`, show({})],
    ["name.givenName", { ...show({}), name: { familyName: "Jensen" } }],
    ["name.givenName,name.familyName", without("name")],
    ["emails.value,emails.primary", { ...show({}), emails: [{ type: "work" }] }],
    ["emails.value,emails.primary,emails.type", without("emails")],
    [enterprise, without(enterprise)],
    [`${enterprise}:manager`, { ...show({}), [enterprise]: { department: "Sales" } }],
    [`${enterprise}:department,${enterprise}:manager`, without(enterprise)],
    [`${extension}:keys.kid`, show({})],
    [extension, { ...show({}), [extension]: { tag: "t1" } }],
    [unknown, without(unknown)],
    ["nothing", show({})],
  ])("%s takes that from the default [B11a, E3b, E6]", (excludedAttributes, expected) => {
    expect(show({ excludedAttributes })).toEqual(expected);
  });
});

describe("both parameters", () => {
  it("show the requested ones less the excluded ones [E4a]", () => {
    expect(
      show({ attributes: "userName,name,emails.value", excludedAttributes: "userName,name.givenName" }),
    ).toEqual({
      ...minimum,
      name: { familyName: "Jensen" },
      emails: [{ value: "a@x" }, { value: "b@x" }],
    });
  });
});

describe("project", () => {
  it("never shows what is never returned, whatever is asked, and always schemas and id [B11a, B11b, E7]", () => {
    const names = [
      "userName",
      "password",
      "name",
      "emails.value",
      extension,
      `${extension}:secret`,
      `${extension}:keys.pin`,
      core,
      "schemas",
      "id",
    ];
    const list = fc.option(fc.subarray(names), { nil: undefined });
    fc.assert(
      fc.property(list, list, (attributes, excludedAttributes) => {
        const shown = show({ attributes, excludedAttributes });
        expect(JSON.stringify(shown)).not.toMatch(/t1meMa|s1|p1/);
        expect(shown).toMatchObject({ schemas: resource.schemas, id: "1" });
        expect(show({ attributes: ["userName"], excludedAttributes: attributes })).not.toHaveProperty(
          "active",
        );
      }),
    );
  });

  it("leaves the resource as it was", () => {
    const before = structuredClone(resource);
    show({ attributes: "emails.value", excludedAttributes: "name" });
    expect(resource).toEqual(before);
  });

  it("keeps __proto__ an ordinary key", () => {
    const hostile = JSON.parse('{"id":"1","__proto__":{"x":1},"name":{"__proto__":{"y":1}}}') as ScimObject;
    const shown = project(hostile, {}, type);
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
    expect(JSON.stringify(shown)).toBe(JSON.stringify(hostile));
  });
});

describe("wants", () => {
  const group = compileResourceType(groupResourceType);
  it.each<[ProjectionParameters, boolean]>([
    [{}, true],
    [{ attributes: "members" }, true],
    [{ attributes: "MEMBERS.value" }, true],
    [{ attributes: "urn:ietf:params:scim:schemas:core:2.0:Group:members" }, true],
    [{ attributes: "urn:ietf:params:scim:schemas:core:2.0:Group" }, true],
    [{ attributes: "displayName" }, false],
    [{ attributes: "membersOf" }, false],
    [{ excludedAttributes: "members" }, false],
    [{ excludedAttributes: "Members,displayName" }, false],
    [{ excludedAttributes: "urn:ietf:params:scim:schemas:core:2.0:Group:members" }, false],
    [{ excludedAttributes: "urn:ietf:params:scim:schemas:core:2.0:Group" }, false],
    [{ excludedAttributes: "members.display" }, true],
    [{ attributes: "members", excludedAttributes: "members" }, false],
  ])("%j asks for members: %s", (parameters, expected) => {
    const projection = parseProjection(parameters, group);
    expect(wants(projection, "members")).toBe(expected);
    const shown = project({ id: "g", members: [{ value: "1", display: "x" }] }, projection, group);
    expect("members" in shown).toBe(expected);
  });
});
