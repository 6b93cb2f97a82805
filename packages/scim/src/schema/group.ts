import { complex, display, reference, string } from "./attribute.ts";
import type { SchemaDefinition } from "./definition.ts";

/**
 * The Group of RFC 7643 §4.2. `displayName` is required (erratum 5368). Members come and go, but a member's
 * own sub-attributes never change (§4.2), and its `display` is ours to derive (erratum 6011).
 */
export const groupSchema: SchemaDefinition = {
  id: "urn:ietf:params:scim:schemas:core:2.0:Group",
  name: "Group",
  description: "Group of users",
  attributes: [
    string("displayName", "The name of the group.", { required: true }),
    complex(
      "members",
      "The users and groups that are in this group.",
      [
        string("value", "The id of the member.", { caseExact: true, mutability: "immutable" }),
        reference("$ref", ["User", "Group"], "The URL of the member.", { mutability: "immutable" }),
        string("type", "Whether the member is a User or a Group.", {
          canonicalValues: ["User", "Group"],
          mutability: "immutable",
        }),
        display({ mutability: "readOnly" }),
      ],
      { multiValued: true },
    ),
  ],
};
