import { complex, dateTime, reference, string } from "./attribute.ts";
import type { AttributeDefinition } from "./definition.ts";

/**
 * RFC 7643 §3 and §3.1: what every resource has whatever its schema. They are resolved in filters, projections
 * and PATCH paths, and stand in no schema of `/Schemas`.
 */
export const commonAttributes: readonly AttributeDefinition[] = [
  reference("schemas", ["uri"], "The URNs of the schemas whose attributes this resource has.", {
    multiValued: true,
    required: true,
    returned: "always",
  }),
  string("id", "The identifier that this server gave the resource. Never reused.", {
    caseExact: true,
    mutability: "readOnly",
    returned: "always",
    uniqueness: "server",
  }),
  string("externalId", "The identifier that the client gave the resource.", { caseExact: true }),
  complex(
    "meta",
    "What the server keeps about the resource.",
    [
      string("resourceType", "The name of the resource's type.", { caseExact: true, mutability: "readOnly" }),
      dateTime("created", "When the resource was created.", { mutability: "readOnly" }),
      dateTime("lastModified", "When the resource last changed.", { mutability: "readOnly" }),
      reference("location", ["uri"], "The URL of the resource.", { mutability: "readOnly" }),
      string("version", "The version of the resource, as in the ETag header.", {
        caseExact: true,
        mutability: "readOnly",
      }),
    ],
    { mutability: "readOnly" },
  ),
];
