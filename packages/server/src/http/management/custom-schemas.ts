import { createRoute, z } from "@hono/zod-openapi";
import type { AttributeDefinition } from "@rollcall/scim";
import { type CustomSchema, extensibleTypes } from "../../directory/custom-schema.ts";
import type { CustomSchemas } from "../../directory/custom-schemas.ts";
import { isoTime } from "../../kernel/clock.ts";
import { DIRECTORY_ID } from "./directory-schema.ts";
import { bodyErrorResponses, errorResponses } from "./errors.ts";
import { idField, idParameter, jsonBody, jsonResponse, nameField, objectName, timeField } from "./fields.ts";
import { listOf, listSchema } from "./list.ts";
import type { ManagementApp } from "./management-env.ts";

const URN = "urn:example:acme:2.0:User";
const tags = ["Directory schemas"];
const params = idParameter("The directory's id.", DIRECTORY_ID);
const schemaParams = params.extend({
  urn: z.string().openapi({ description: "The schema's URN, in any case.", example: URN }),
});

/** As RFC 7643 §7 spells them. Strict: a misspelt characteristic must not pass for the default. */
const simpleAttribute = {
  name: z.string().openapi({ description: "Letters, digits, `-` and `_`.", example: "badge" }),
  type: z
    .enum(["string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"])
    .optional()
    .openapi({ description: "What its values are; `string` unless given.", example: "integer" }),
  multiValued: flag("Whether it has several values; no unless given."),
  description: z
    .string()
    .optional()
    .openapi({ description: "What it is for.", example: "The number on the badge" }),
  required: flag("Whether a resource that has the schema must have it; no unless given."),
  caseExact: flag("Whether filters tell cases apart; no unless given, yes for URIs and binary data."),
  mutability: z
    .enum(["readOnly", "readWrite", "immutable", "writeOnly"])
    .optional()
    .openapi({ description: "Who may write it; `readWrite` unless given.", example: "readWrite" }),
  returned: z
    .enum(["always", "never", "default", "request"])
    .optional()
    .openapi({ description: "When it is returned; `default` unless given.", example: "default" }),
  uniqueness: z
    .enum(["none"])
    .optional()
    .openapi({ description: "`none`: values of a schema like this are not compared.", example: "none" }),
  canonicalValues: texts("Values that are suggested; others are taken as well.", "permanent"),
  referenceTypes: texts("What a `reference` points at.", "external"),
};

const subAttributeSchema = z
  .strictObject(simpleAttribute)
  .openapi("SchemaSubAttribute", { description: "An attribute inside a complex one; never complex itself." });

const attributeSchema = z
  .strictObject({
    ...simpleAttribute,
    subAttributes: z
      .array(subAttributeSchema)
      .optional()
      .openapi({ description: "Of a `complex` attribute, its parts.", example: [{ name: "value" }] }),
  })
  .openapi("SchemaAttribute", { description: "An attribute, as RFC 7643 section 7 defines it." });

function flag(description: string) {
  return z.boolean().optional().openapi({ description, example: false });
}

function texts(description: string, example: string) {
  return z
    .array(z.string())
    .optional()
    .openapi({ description, example: [example] });
}

const shared = {
  resource_type: z.enum(extensibleTypes).openapi({ description: "What it extends.", example: "User" }),
  name: nameField.openapi({ description: "What people call it.", example: "Acme" }),
  description: z.string().max(1000).openapi({ description: "What it is for.", example: "Badges of Acme" }),
  attributes: z.array(attributeSchema).openapi({
    description: "Its attributes.",
    example: [{ name: "badge", type: "integer", required: true }],
  }),
};

const customSchema = z
  .object({
    object: objectName("directory_schema"),
    urn: idField("The schema's URN.", URN),
    directory_id: idField("The directory that it belongs to.", DIRECTORY_ID),
    ...shared,
    created_at: timeField("When it was added."),
    updated_at: timeField("When it last changed."),
  })
  .openapi("DirectorySchema", {
    description: "A schema of one directory's own: published to its provider, enforced and filterable.",
  });

const putSchema = z
  .object({ ...shared, description: shared.description.optional() })
  .openapi("PutDirectorySchema", { description: "A schema to add, or to put in place of the one there is." });

const list = createRoute({
  method: "get",
  path: "/directories/{id}/schemas",
  operationId: "listDirectorySchemas",
  tags,
  summary: "List a directory's own schemas",
  request: { params },
  responses: {
    200: jsonResponse(listSchema(customSchema, "DirectorySchemaList"), "All of them: there are 20 at most."),
    ...errorResponses(404),
  },
});

const get = createRoute({
  method: "get",
  path: "/directories/{id}/schemas/{urn}",
  operationId: "getDirectorySchema",
  tags,
  summary: "Get one of a directory's own schemas",
  request: { params: schemaParams },
  responses: { 200: jsonResponse(customSchema, "The schema."), ...errorResponses(404) },
});

const put = createRoute({
  method: "put",
  path: "/directories/{id}/schemas/{urn}",
  operationId: "putDirectorySchema",
  tags,
  summary: "Add or replace a schema; what is stored already is not checked again",
  request: { params: schemaParams, body: jsonBody(putSchema) },
  responses: { 200: jsonResponse(customSchema, "The schema as it is now."), ...bodyErrorResponses(404, 409) },
});

const remove = createRoute({
  method: "delete",
  path: "/directories/{id}/schemas/{urn}",
  operationId: "deleteDirectorySchema",
  tags,
  summary: "Remove a schema; what is stored under it stays",
  request: { params: schemaParams },
  responses: { 204: { description: "It is removed." }, ...errorResponses(404) },
});

export function registerCustomSchemas(app: ManagementApp, schemas: CustomSchemas): void {
  app.openapi(list, async (c) => {
    const items = await schemas.list(c.req.valid("param").id);
    return c.json(listOf({ items, before: null, after: null }, schemaView), 200);
  });
  app.openapi(get, async (c) => {
    const { id, urn } = c.req.valid("param");
    return c.json(schemaView(await schemas.find(id, urn)), 200);
  });
  app.openapi(put, async (c) => {
    const { id, urn } = c.req.valid("param");
    const { resource_type, ...definition } = c.req.valid("json");
    return c.json(schemaView(await schemas.put(id, resource_type, { ...definition, id: urn })), 200);
  });
  app.openapi(remove, async (c) => {
    const { id, urn } = c.req.valid("param");
    await schemas.remove(id, urn);
    return c.body(null, 204);
  });
}

function schemaView(custom: CustomSchema): z.infer<typeof customSchema> {
  const { directoryId, resourceType, schema, createdAt, updatedAt } = custom;
  return {
    object: "directory_schema",
    urn: schema.id,
    directory_id: directoryId,
    resource_type: resourceType,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(attributeView),
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}

function attributeView({
  canonicalValues,
  referenceTypes,
  subAttributes,
  ...rest
}: AttributeDefinition): z.infer<typeof attributeSchema> {
  return {
    ...rest,
    // What a schema of ours says is `none`, for nothing else is accepted.
    uniqueness: "none",
    ...(canonicalValues ? { canonicalValues: [...canonicalValues] } : {}),
    ...(referenceTypes ? { referenceTypes: [...referenceTypes] } : {}),
    ...(subAttributes ? { subAttributes: subAttributes.map(attributeView) } : {}),
  };
}
