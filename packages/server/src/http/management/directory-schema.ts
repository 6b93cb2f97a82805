import { z } from "@hono/zod-openapi";
import type { CountedDirectory } from "../../directory/directories.ts";
import { directoryProfiles, scimDirectoryTypes } from "../../directory/directory.ts";
import type { DirectoryChanges } from "../../directory/directory-store.ts";
import { isoTime } from "../../kernel/clock.ts";
import { idField, nameField, objectName, timeField } from "./fields.ts";
import { ORGANIZATION_ID } from "./organization-schema.ts";

export const DIRECTORY_ID = "directory_01ECAZ4NV9QMV47GW873HDCX74";

const count = (description: string, example: number) => z.number().int().openapi({ description, example });

const countsSchema = z
  .object({
    users: z
      .object({
        active: count("Active users.", 42),
        inactive: count("Deactivated users that are kept.", 3),
      })
      .openapi({ description: "Its users.", example: { active: 42, inactive: 3 } }),
    groups: count("Groups.", 5),
  })
  .openapi("DirectoryCounts", {
    description: "How much the directory holds.",
    example: { users: { active: 42, inactive: 3 }, groups: 5 },
  });

const deprovisioning = z.enum(["retain", "delete"]).openapi({
  description: "What becomes of a deactivated user: kept as `inactive`, or deleted for the application.",
  example: "retain",
});
const membershipOnDeactivation = z.enum(["keep", "remove"]).openapi({
  description: "Whether a deactivated user stays in its groups.",
  example: "keep",
});
const unknownMembers = z.enum(["skip", "reject"]).openapi({
  description: "A group member that names nobody: left out, or the request refused.",
  example: "skip",
});
const profile = z.enum(directoryProfiles).openapi({
  description: "Which provider's way of speaking SCIM is understood.",
  example: "okta",
});

export const directorySchema = z
  .object({
    object: objectName("directory"),
    id: idField("The directory's id.", DIRECTORY_ID),
    organization_id: idField("The organization it belongs to.", ORGANIZATION_ID),
    external_key: idField("Stands in the SCIM URL.", "sPa12dwRQ0uXk29bTzLe"),
    type: z
      .enum(scimDirectoryTypes)
      .openapi({ description: "The identity provider.", example: "okta scim v2.0" }),
    state: z.enum(["linked", "unlinked", "deleting"]).openapi({
      description: "`linked` when switched on, `unlinked` when off, `deleting` while being removed.",
      example: "linked",
    }),
    name: z.string().openapi({ description: "Its name.", example: "Acme Okta" }),
    domain: z.string().nullable().openapi({ description: "The organization's domain.", example: "acme.com" }),
    metadata: countsSchema,
    scim_url: z.string().openapi({
      description: "The SCIM base URL that the provider is given.",
      example: "https://sync.example.com/scim/v2/sPa12dwRQ0uXk29bTzLe",
    }),
    label: z.string().nullable().openapi({
      description: "A readable name that may stand in the SCIM URL instead of the key.",
      example: "acme-okta",
    }),
    profile,
    enabled: z.boolean().openapi({ description: "Whether the endpoint is switched on.", example: true }),
    deprovisioning,
    membership_on_deactivation: membershipOnDeactivation,
    unknown_members: unknownMembers,
    user_id_attribute: z.string().openapi({
      description: "The SCIM attribute that becomes a user's `idp_id`.",
      example: "externalId",
    }),
    created_at: timeField("When it was created."),
    updated_at: timeField("When its settings last changed."),
  })
  .openapi("Directory", { description: "One connection to one identity provider: one SCIM endpoint." });

/** `name`, `name.sub`, or either behind the URN of an extension. */
const ATTRIBUTE = /^(urn:[\w.:-]+:)?[A-Za-z][\w$-]*(\.[A-Za-z$][\w$-]*)?$/;

const name = nameField.openapi({ description: "The directory's name.", example: "Acme Okta" });
const settings = {
  label: z.string().max(64).nullable().optional().openapi({
    description:
      "3 to 64 lower-case letters, digits and hyphens; unique; null removes it. Not a SCIM endpoint's name.",
    example: "acme-okta",
  }),
  profile: profile.optional(),
  enabled: z.boolean().optional().openapi({
    description: "Whether the endpoint is switched on.",
    example: true,
  }),
  deprovisioning: deprovisioning.optional(),
  membership_on_deactivation: membershipOnDeactivation.optional(),
  unknown_members: unknownMembers.optional(),
  user_id_attribute: z
    .string()
    .max(256)
    .regex(ATTRIBUTE, { message: "is not the path of a SCIM attribute" })
    .optional()
    .openapi({
      description:
        "The SCIM attribute that becomes a user's `idp_id`; `userName` stands in where it is missing.",
      example: "externalId",
    }),
  domain: z.string().min(1).max(253).nullable().optional().openapi({
    description: "The domain shown with it; the organization's first one unless given.",
    example: "acme.com",
  }),
};

export const directoryCreateSchema = z
  .object({
    organization_id: idField("The organization it belongs to.", ORGANIZATION_ID),
    name,
    type: z.string().openapi({
      description: `The identity provider: ${scimDirectoryTypes.join(", ")}.`,
      example: "okta scim v2.0",
    }),
    ...settings,
  })
  .openapi("CreateDirectory", { description: "A directory to create." });

export const directoryUpdateSchema = z
  .object({ name: name.optional(), ...settings })
  .openapi("UpdateDirectory", { description: "What to change of a directory." });

export function directoryChanges(body: z.infer<typeof directoryUpdateSchema>): DirectoryChanges {
  const changes = {
    name: body.name,
    label: body.label,
    profile: body.profile,
    enabled: body.enabled,
    deprovisioning: body.deprovisioning,
    membershipOnDeactivation: body.membership_on_deactivation,
    unknownMembers: body.unknown_members,
    userIdAttribute: body.user_id_attribute,
    domain: body.domain?.toLowerCase() ?? body.domain,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** The URL is computed, never stored: the installation may move to another host. */
export function directoryView(
  { directory, counts }: CountedDirectory,
  publicUrl: string,
): z.infer<typeof directorySchema> {
  return {
    object: "directory",
    id: directory.id,
    organization_id: directory.organizationId,
    external_key: directory.externalKey,
    type: directory.type,
    state: directory.deleting ? "deleting" : directory.enabled ? "linked" : "unlinked",
    name: directory.name,
    domain: directory.domain,
    metadata: {
      users: { active: counts.activeUsers, inactive: counts.inactiveUsers },
      groups: counts.groups,
    },
    scim_url: `${publicUrl}/scim/v2/${directory.externalKey}`,
    label: directory.label,
    profile: directory.profile,
    enabled: directory.enabled,
    deprovisioning: directory.deprovisioning,
    membership_on_deactivation: directory.membershipOnDeactivation,
    unknown_members: directory.unknownMembers,
    user_id_attribute: directory.userIdAttribute,
    created_at: isoTime(directory.createdAt),
    updated_at: isoTime(directory.updatedAt),
  };
}
