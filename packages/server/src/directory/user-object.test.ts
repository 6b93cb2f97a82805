import { describe, expect, it } from "vitest";
import type { Directory } from "./directory.ts";
import { profileEmail, userObject } from "./user-object.ts";

const directory = { id: "directory_1", organizationId: "org_1", userIdAttribute: "externalId" } as Directory;
const identity = { id: "directory_user_1", createdAt: 0, updatedAt: 0 };
const mapped = (document: Parameters<typeof userObject>[0]) => userObject(document, directory, identity);

describe("the application's view of a user", () => {
  it.each([
    [{ displayName: "Jay", name: { givenName: "Jane", familyName: "Doe", formatted: "Dr Jane" } }, "Jay"],
    [{ name: { givenName: "Jane", familyName: "Smith", formatted: "Jane Doe" } }, "Jane Smith"],
    [{ name: { familyName: "Suzuki" } }, "Suzuki"],
    [{ name: { formatted: "Suzuki Ichiro" } }, "Suzuki Ichiro"],
    [{}, null],
  ])("takes the name from what the provider keeps up to date: %j is %s", (document, name) => {
    expect(mapped({ userName: "jane", ...document }).name).toBe(name);
  });

  it.each([
    [
      "the primary address",
      [
        { value: "w@x.io", type: "work" },
        { value: "p@x.io", primary: true },
      ],
      "p@x.io",
    ],
    [
      "then the one for work",
      [
        { value: "h@x.io", type: "home" },
        { value: "w@x.io", type: "Work" },
      ],
      "w@x.io",
    ],
    [
      "then the one for home",
      [
        { value: "o@x.io", type: "other" },
        { value: "h@x.io", type: "home" },
      ],
      "h@x.io",
    ],
    ["then the first", [{ value: "a@x.io" }, { value: "b@x.io" }], "a@x.io"],
    [
      "and passes over one that is no address",
      [{ value: "jane", primary: true }, { value: "b@x.io" }],
      "b@x.io",
    ],
    ["then a userName that is an address", [], "jane@x.io"],
  ])("takes as e-mail %s", (_, emails, email) => {
    expect(profileEmail({ userName: "jane@x.io", emails })).toBe(email);
  });

  it("has no e-mail when nothing is an address", () => {
    expect(profileEmail({ userName: "jane" })).toBeNull();
  });

  it.each([
    ["externalId", { externalId: "00u1" }, "00u1"],
    ["externalId", {}, "jane"],
    ["userName", { externalId: "00u1" }, "jane"],
    ["emails.value", { emails: [{ value: "a@x.io" }, { value: "p@x.io", primary: true }] }, "p@x.io"],
    [
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
      { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { employeeNumber: "701" } },
      "701",
    ],
  ])("takes idp_id from %s of %j", (userIdAttribute, document, id) => {
    expect(
      userObject({ userName: "jane", ...document }, { ...directory, userIdAttribute }, identity).idp_id,
    ).toBe(id);
  });

  it("maps the enterprise extension to the predefined attributes, and leaves out what was not sent", () => {
    const custom = mapped({
      userName: "jane",
      title: "Engineer",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
        department: "R&D",
        manager: { value: "26118915" },
      },
    }).custom_attributes;
    expect(custom).toEqual({
      department_name: "R&D",
      job_title: "Engineer",
      manager_id: "26118915",
      username: "jane",
    });
  });
});
