import { z } from "@hono/zod-openapi";
import { DIRECTORY_ID } from "./directory-schema.ts";
import { idField, objectName, timeField } from "./fields.ts";
import { ORGANIZATION_ID } from "./organization-schema.ts";

export const USER_ID = "directory_user_01E1JG7J09H96KYP8HM9B0G5SJ";
export const GROUP_ID = "directory_group_01E64QTDNS0EGJ0FMCVY9BWGZT";

const GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group";
const USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";

const rawAttributes = (urn: string) =>
  z.record(z.string(), z.unknown()).openapi({
    description: "The SCIM resource as the provider sent it.",
    example: { schemas: [urn], id: "019838f1-5f0a-7c3e-9c0e-2a6d1f4b7a11" },
  });

export const directoryGroupSchema = z
  .object({
    object: objectName("directory_group"),
    id: idField("The group's id.", GROUP_ID),
    idp_id: z.string().openapi({ description: "The group's id at the provider.", example: "Engineering" }),
    directory_id: idField("The directory it is in.", DIRECTORY_ID),
    organization_id: idField("The organization it belongs to.", ORGANIZATION_ID),
    name: z.string().openapi({ description: "Its name.", example: "Engineering" }),
    raw_attributes: rawAttributes(GROUP_URN),
    created_at: timeField("When it was first pushed."),
    updated_at: timeField("When it last changed."),
  })
  .openapi("DirectoryGroup", { description: "A group that the identity provider pushed." });

const text = (description: string, example: string) =>
  z.string().nullable().openapi({ description, example });

export const directoryUserSchema = z
  .object({
    object: objectName("directory_user"),
    id: idField("The user's id.", USER_ID),
    directory_id: idField("The directory it is in.", DIRECTORY_ID),
    organization_id: idField("The organization it belongs to.", ORGANIZATION_ID),
    idp_id: z.string().openapi({
      description: "The user's id at the provider.",
      example: "00u1e8mutl6wlH3lL4x7",
    }),
    email: text("The profile's e-mail address.", "lela.block@example.com"),
    first_name: text("The given name.", "Lela"),
    last_name: text("The family name.", "Block"),
    name: text("The full name.", "Lela Block"),
    state: z.enum(["active", "inactive"]).openapi({
      description: "Whether the user may use the application.",
      example: "active",
    }),
    emails: z.array(z.unknown()).openapi({
      description: "All e-mail addresses.",
      example: [{ primary: true, type: "work", value: "lela.block@example.com" }],
    }),
    job_title: text("The title.", "Software Engineer"),
    username: z.string().openapi({
      description: "The user name at the provider.",
      example: "lela.block@example.com",
    }),
    custom_attributes: z.record(z.string(), z.unknown()).openapi({
      description: "The mapped attributes.",
      example: { department_name: "Engineering" },
    }),
    groups: z.array(directoryGroupSchema).openapi({
      description: "The groups that the user is a direct member of; never absent.",
      example: [],
    }),
    raw_attributes: rawAttributes(USER_URN),
    created_at: timeField("When it was first pushed."),
    updated_at: timeField("When it last changed."),
  })
  .openapi("DirectoryUser", { description: "A user that the identity provider pushed." });
