import { boolean, complex, integer, reference, string } from "./attribute.ts";
import type { AttributeDefinition, SchemaDefinition } from "./definition.ts";

const readOnly = { mutability: "readOnly" } as const;
const required = { mutability: "readOnly", required: true } as const;

/** A feature that is either supported or not, as RFC 7643 §5 describes most of them. */
function feature(name: string, description: string, more: readonly AttributeDefinition[] = []) {
  return complex(
    name,
    description,
    [boolean("supported", "Whether the server offers it.", required), ...more],
    required,
  );
}

/** RFC 9865 §4: what a server says about its pages. */
const pagination = complex(
  "pagination",
  "How lists are cut into pages.",
  [
    boolean("cursor", "Whether pages can be asked for by cursor.", required),
    boolean("index", "Whether pages can be asked for by startIndex.", required),
    string("defaultPaginationMethod", "What is used when the client asks for neither.", {
      ...readOnly,
      canonicalValues: ["cursor", "index"],
    }),
    integer("defaultPageSize", "Resources on a page when the client gives no count.", readOnly),
    integer("maxPageSize", "Resources on a page at most.", readOnly),
    integer("cursorTimeout", "Seconds for which a cursor can be used.", readOnly),
  ],
  readOnly,
);

const authenticationSchemes = complex(
  "authenticationSchemes",
  "The ways in which a client can authenticate.",
  [
    // Erratum 8011: an attribute of the element like any other, with labels it suggests.
    string("type", "The kind of scheme.", {
      ...required,
      canonicalValues: ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"],
    }),
    string("name", "The name of the scheme.", required),
    string("description", "What the scheme is.", required),
    reference("specUri", ["external"], "Where the scheme is specified.", readOnly),
    reference("documentationUri", ["external"], "Where its use is explained.", readOnly),
    boolean("primary", "Whether this is the preferred scheme.", readOnly),
  ],
  { ...required, multiValued: true },
);

/** RFC 7643 §5, with `etag` (erratum 9018) and the pagination of RFC 9865 §4. */
export const serviceProviderConfigSchema: SchemaDefinition = {
  id: "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
  name: "ServiceProviderConfig",
  description: "What this server supports",
  attributes: [
    reference("documentationUri", ["external"], "Where people can read about this server.", readOnly),
    feature("patch", "Modifying resources with PATCH."),
    feature("bulk", "Several operations in one request.", [
      integer("maxOperations", "Operations in one request at most.", required),
      integer("maxPayloadSize", "Bytes in one request at most.", required),
    ]),
    feature("filter", "Filtering lists.", [
      integer("maxResults", "Resources in one answer at most.", required),
    ]),
    feature("changePassword", "Changing passwords."),
    feature("sort", "Sorting lists."),
    feature("etag", "Versions of resources in the ETag header."),
    pagination,
    authenticationSchemes,
  ],
};

/** RFC 7643 §6. `name` and `endpoint` are case exact and unique (erratum 8475). */
export const resourceTypeSchema: SchemaDefinition = {
  id: "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
  name: "ResourceType",
  description: "A kind of resource and where it is served",
  attributes: [
    string("id", "The name of the resource type.", readOnly),
    string("name", "The name of the resource type.", {
      ...required,
      caseExact: true,
      uniqueness: "server",
    }),
    string("description", "What the resource type is for.", readOnly),
    reference("endpoint", ["uri"], "Where the resources are, relative to the base URL.", {
      ...required,
      uniqueness: "server",
    }),
    reference("schema", ["uri"], "The URN of the core schema of these resources.", required),
    complex(
      "schemaExtensions",
      "The schemas that extend these resources.",
      [
        reference("schema", ["uri"], "The URN of the extension.", required),
        boolean("required", "Whether every such resource must have the extension.", required),
      ],
      { ...readOnly, multiValued: true },
    ),
  ],
};

/** The characteristics of RFC 7643 §7, which attributes and sub-attributes share. */
const characteristics: readonly AttributeDefinition[] = [
  string("name", "The name of the attribute.", { ...required, caseExact: true }),
  string("type", "The type of its values.", {
    ...required,
    canonicalValues: [
      "string",
      "complex",
      "boolean",
      "decimal",
      "integer",
      "dateTime",
      "reference",
      // Erratum 5606.
      "binary",
    ],
  }),
  boolean("multiValued", "Whether it can have several values.", required),
  string("description", "What the attribute means.", readOnly),
  boolean("required", "Whether a resource must have it.", readOnly),
  string("canonicalValues", "Values that are suggested.", {
    ...readOnly,
    caseExact: true,
    multiValued: true,
  }),
  boolean("caseExact", "Whether the case of its values matters.", readOnly),
  string("mutability", "Whether and when a client can change it.", {
    ...readOnly,
    caseExact: true,
    canonicalValues: ["readOnly", "readWrite", "immutable", "writeOnly"],
  }),
  string("returned", "When it is part of an answer.", {
    ...readOnly,
    caseExact: true,
    canonicalValues: ["always", "never", "default", "request"],
  }),
  string("uniqueness", "Where no two resources have the same value.", {
    ...readOnly,
    caseExact: true,
    canonicalValues: ["none", "server", "global"],
  }),
  // Erratum 5607: several types can be referred to.
  string("referenceTypes", "What a reference can refer to.", {
    ...readOnly,
    caseExact: true,
    multiValued: true,
  }),
];

/**
 * RFC 7643 §7. The one place where complex stands inside complex: `attributes.subAttributes` describes the
 * same characteristics one level down.
 */
export const schemaSchema: SchemaDefinition = {
  id: "urn:ietf:params:scim:schemas:core:2.0:Schema",
  name: "Schema",
  description: "The attributes of resources, and what is true of them",
  attributes: [
    reference("id", ["uri"], "The URN of the schema.", required),
    string("name", "The name of the schema.", required),
    string("description", "What the schema is for.", readOnly),
    complex(
      "attributes",
      "The attributes of the schema.",
      [
        ...characteristics,
        complex("subAttributes", "The parts of a complex attribute.", characteristics, {
          ...readOnly,
          multiValued: true,
        }),
      ],
      { ...required, multiValued: true },
    ),
  ],
};
