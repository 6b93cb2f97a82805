import { z } from "@hono/zod-openapi";
import { scimDirectoryTypes } from "../../directory/directory.ts";
import { DIRECTORY_ID } from "./directory-schema.ts";
import { directoryGroupSchema, directoryUserSchema } from "./directory-user-schema.ts";
import { idField, objectName, timeField } from "./fields.ts";
import { ORGANIZATION_ID } from "./organization-schema.ts";

export const EVENT_ID = "event_01EHZNVPK3SFK441A1RGBFSHRT";
const TOKEN_ID = "directory_token_01K0B7M3QZ8V4N6T2X5Y9WCDEF";

const contextSchema = z
  .object({
    actor: z
      .object({
        id: idField("The id of the API key, SCIM token or person.", "api_key_01K0B7M3QZ8V4N6T2X5Y9WCDEF"),
        source: z.enum(["api", "dashboard", "admin_portal", "system"]).openapi({
          description: "Where the change came from; a provider counts as the system.",
          example: "api",
        }),
        name: z.string().openapi({ description: "Its name.", example: "Backend" }),
      })
      .optional()
      .openapi({
        description: "Who made the change, where it is known.",
        example: { id: "api_key_01K0B7M3QZ8V4N6T2X5Y9WCDEF", source: "api", name: "Backend" },
      }),
    request_id: z.string().optional().openapi({
      description: "The request that carried the change: its `X-Request-ID`.",
      example: "req_01EHZNVPK3SFK441A1RGBFSHRT",
    }),
  })
  .openapi("EventContext", { description: "What caused an event." });

const previousAttributes = z.record(z.string(), z.unknown()).openapi({
  description:
    "What changed, with the values from before: the root fields, and within `custom_attributes` the attributes. Null for one that is new.",
  example: { job_title: "Analyst" },
});

const userSchema = directoryUserSchema
  .omit({ groups: true })
  .openapi("EventUser", { description: "A user as of the event: without its groups." });

const updatedUserSchema = userSchema
  .extend({ previous_attributes: previousAttributes })
  .openapi("UpdatedEventUser", { description: "A user after a change." });

const updatedGroupSchema = directoryGroupSchema
  .extend({ previous_attributes: previousAttributes })
  .openapi("UpdatedEventGroup", { description: "A group after a change." });

const membershipSchema = z
  .object({
    directory_id: idField("The directory of both.", DIRECTORY_ID),
    user: userSchema,
    group: directoryGroupSchema,
  })
  .openapi("EventMembership", { description: "A user's membership of a group." });

const directoryIdentity = {
  object: objectName("directory"),
  id: idField("The directory's id.", DIRECTORY_ID),
  organization_id: idField("The organization it belongs to.", ORGANIZATION_ID),
  type: z
    .enum(scimDirectoryTypes)
    .openapi({ description: "The identity provider.", example: "okta scim v2.0" }),
  name: z.string().openapi({ description: "Its name.", example: "Acme Okta" }),
  created_at: timeField("When it was created."),
  updated_at: timeField("When it last changed."),
};

const directorySchema = z
  .object({
    ...directoryIdentity,
    external_key: idField("Stands in the SCIM URL.", "sPa12dwRQ0uXk29bTzLe"),
    state: z.enum(["active", "inactive"]).openapi({
      description: "Whether it is switched on: what the API calls `linked` and `unlinked`.",
      example: "active",
    }),
    domains: z
      .array(
        z.object({
          object: objectName("organization_domain"),
          id: idField("The domain's id.", "org_domain_01EHZNVPK2QXHMVWCEDQEKY69A"),
          domain: z.string().openapi({ description: "The domain.", example: "acme.com" }),
        }),
      )
      .openapi({ description: "The organization's domains.", example: [] }),
  })
  .openapi("EventDirectory", { description: "A directory as of the event." });

const deletedDirectorySchema = z
  .object({
    ...directoryIdentity,
    state: z.literal("deleting").openapi({ description: "Always `deleting`.", example: "deleting" }),
  })
  .openapi("DeletedEventDirectory", { description: "A directory at its end." });

const tokenSchema = z
  .object({
    object: objectName("directory_token"),
    id: idField("The token's id.", TOKEN_ID),
    directory_id: idField("The directory that it opens.", DIRECTORY_ID),
    organization_id: idField("The organization that the directory belongs to.", ORGANIZATION_ID),
    token_suffix: z.string().openapi({ description: "Its last four characters.", example: "a1b2" }),
    created_at: timeField("When the token was created."),
  })
  .openapi("EventToken", { description: "A SCIM token, without its secret." });

function eventOf<const Types extends readonly [string, ...string[]], Data extends z.ZodType>(
  name: string,
  types: Types,
  data: Data,
  description: string,
) {
  return z
    .object({
      object: objectName("event"),
      id: idField("The event's id; the same in a webhook.", EVENT_ID),
      event: z.enum(types).openapi({ description: "What happened.", example: types[0] }),
      data,
      created_at: timeField("When it happened."),
      context: contextSchema,
    })
    .openapi(name, { description });
}

/** Every public event, told apart by `event`. */
export const eventSchema = z
  .union([
    eventOf("UserEvent", ["dsync.user.created", "dsync.user.deleted"], userSchema, "A user came or went."),
    eventOf("UserUpdatedEvent", ["dsync.user.updated"], updatedUserSchema, "A user changed."),
    eventOf(
      "GroupEvent",
      ["dsync.group.created", "dsync.group.deleted"],
      directoryGroupSchema,
      "A group came or went.",
    ),
    eventOf("GroupUpdatedEvent", ["dsync.group.updated"], updatedGroupSchema, "A group changed."),
    eventOf(
      "MembershipEvent",
      ["dsync.group.user_added", "dsync.group.user_removed"],
      membershipSchema,
      "A user joined or left a group.",
    ),
    eventOf(
      "DirectoryEvent",
      ["dsync.activated", "rollcall.directory.enabled", "rollcall.directory.disabled"],
      directorySchema,
      "A directory was created or switched.",
    ),
    eventOf("DirectoryDeletedEvent", ["dsync.deleted"], deletedDirectorySchema, "A directory ended."),
    eventOf(
      "TokenEvent",
      ["dsync.token.created", "dsync.token.revoked"],
      tokenSchema,
      "A directory's SCIM token was created or revoked.",
    ),
  ])
  .openapi("Event", { description: "One fact about a change, in one ordered log; `event` says which." });
