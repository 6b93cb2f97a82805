import { complex, reference, string } from "./attribute.ts";
import type { SchemaDefinition } from "./definition.ts";

/**
 * The extension of RFC 7643 §4.3. `manager.value` is case exact (erratum 8472). Neither `value` nor `$ref` of
 * a manager is required: the text contradicts itself (errata 6403 and 8359) and clients send `value` alone.
 */
export const enterpriseUserSchema: SchemaDefinition = {
  id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  name: "EnterpriseUser",
  description: "What an enterprise knows about a user",
  attributes: [
    string("employeeNumber", "The number or code that the organization gave the person."),
    string("costCenter", "The cost center the person belongs to."),
    string("organization", "The organization the person belongs to."),
    string("division", "The division the person belongs to."),
    string("department", "The department the person belongs to."),
    complex("manager", "The person's manager.", [
      string("value", "The id of the manager's User.", { caseExact: true }),
      reference("$ref", ["User"], "The URL of the manager's User."),
      string("displayName", "The manager's name.", { mutability: "readOnly" }),
    ]),
  ],
};
