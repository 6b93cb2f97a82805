import { z } from "@hono/zod-openapi";
import { domainStates, type Organization, type OrganizationDomain } from "../../directory/organization.ts";
import type { DomainData, OrganizationInput } from "../../directory/organizations.ts";
import { isoTime } from "../../kernel/clock.ts";
import { idField, nameField, objectName, timeField } from "./fields.ts";

export const ORGANIZATION_ID = "org_01EHZNVPK3SFK441A1RGBFSHRT";
const DOMAIN_ID = "org_domain_01EHZNVPK2QXHMVWCEDQEKY69A";

const domainSchema = z
  .object({
    object: objectName("organization_domain"),
    id: idField("The domain's id.", DOMAIN_ID),
    organization_id: idField("The organization that owns it.", ORGANIZATION_ID),
    domain: z.string().openapi({ description: "The domain, lower case.", example: "acme.com" }),
    state: z.enum(domainStates).openapi({ description: "Whether its owner is proved.", example: "verified" }),
    verification_prefix: z.string().optional().openapi({
      description: "The host below the domain for the TXT record, while a proof by DNS is asked for.",
      example: "rollcall-domain-verification-z3kjny",
    }),
    verification_token: z.string().optional().openapi({
      description: "What the TXT record has to contain.",
      example: "m5Oztg3jdK4NJLgs8uIlIprMw",
    }),
    verification_strategy: z.enum(["dns", "manual"]).openapi({
      description: "Proved by a DNS record, or vouched for by the application.",
      example: "manual",
    }),
    created_at: timeField("When it was added."),
    updated_at: timeField("When it last changed."),
  })
  .openapi("OrganizationDomain", { description: "A domain of an organization." });

export const organizationSchema = z
  .object({
    object: objectName("organization"),
    id: idField("The organization's id.", ORGANIZATION_ID),
    name: z.string().openapi({ description: "Its name; need not be unique.", example: "Acme Inc." }),
    allow_profiles_outside_organization: z.boolean().openapi({
      description: "Kept for compatibility; Rollcall does not use it.",
      example: false,
    }),
    domains: z.array(domainSchema).openapi({ description: "Its domains; never absent.", example: [] }),
    stripe_customer_id: z.string().optional().openapi({
      description: "The Stripe customer; absent when none is set.",
      example: "cus_R9qWAGMQ6nGE7V",
    }),
    external_id: z.string().nullable().openapi({
      description: "The application's own id of this customer; unique.",
      example: "customer-42",
    }),
    metadata: z.record(z.string(), z.string()).openapi({
      description: "Whatever the application keeps with it.",
      example: { tier: "gold" },
    }),
    created_at: timeField("When it was created."),
    updated_at: timeField("When it last changed."),
  })
  .openapi("Organization", { description: "A customer of the application." });

/** A host name with at least one dot (RFC 1035 §2.3.1, digits first allowed by RFC 1123 §2.1). */
const domainName = z
  .string()
  .max(253)
  .regex(
    /^(?=.*\.)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    {
      message: "is not a domain name",
    },
  );

/** The columns of these limits are the contract's; metadata's are checked where it is merged. */
const mutable = {
  domain_data: z
    .array(
      z.object({
        domain: domainName.openapi({ description: "A domain of the organization.", example: "acme.com" }),
        state: z.enum(["pending", "verified"]).openapi({
          description: "`verified`: you vouch for it; `pending`: it has to be proved by DNS.",
          example: "verified",
        }),
      }),
    )
    .max(100)
    .optional()
    .openapi({
      description: "The organization's domains; on update the whole set.",
      example: [{ domain: "acme.com", state: "verified" }],
    }),
  domains: z
    .array(domainName)
    .max(100)
    .optional()
    .openapi({
      description: "The older form of `domain_data`: all of them verified.",
      example: ["acme.com"],
      deprecated: true,
    }),
  stripe_customer_id: z.string().min(1).max(255).nullable().optional().openapi({
    description: "The Stripe customer; null clears it.",
    example: "cus_R9qWAGMQ6nGE7V",
  }),
  external_id: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\x20-\x7e]*$/, { message: "has characters outside ASCII" })
    .nullable()
    .optional()
    .openapi({
      description: "The application's own id: up to 128 ASCII characters, unique; null clears it.",
      example: "customer-42",
    }),
  metadata: z
    .record(z.string(), z.string().nullable())
    .optional()
    .openapi({
      description:
        "Up to 50 keys of 40 characters with values of 600. On update the keys are merged; null removes one.",
      example: { tier: "gold" },
    }),
  allow_profiles_outside_organization: z.boolean().optional().openapi({
    description: "Kept for compatibility; Rollcall does not use it.",
    example: false,
  }),
};

const name = nameField.openapi({ description: "The organization's name.", example: "Acme Inc." });
export const organizationCreateSchema = z
  .object({ name, ...mutable })
  .openapi("CreateOrganization", { description: "An organization to create." });
export const organizationUpdateSchema = z
  .object({ name: name.optional(), ...mutable })
  .openapi("UpdateOrganization", { description: "What to change of an organization." });

type Body = z.infer<typeof organizationUpdateSchema>;

export function organizationInput(body: Body): Partial<OrganizationInput> {
  const domains = domainData(body);
  return {
    ...(body.name !== undefined ? { name: body.name } : {}),
    ...(domains ? { domains } : {}),
    ...(body.external_id !== undefined ? { externalId: body.external_id } : {}),
    ...(body.metadata !== undefined ? { metadata: body.metadata } : {}),
    ...(body.stripe_customer_id !== undefined ? { stripeCustomerId: body.stripe_customer_id } : {}),
    ...(body.allow_profiles_outside_organization !== undefined
      ? { allowProfilesOutsideOrganization: body.allow_profiles_outside_organization }
      : {}),
  };
}

function domainData({ domain_data, domains }: Body): readonly DomainData[] | undefined {
  return domain_data ?? domains?.map((domain) => ({ domain, state: "verified" }));
}

export function organizationView(organization: Organization): z.infer<typeof organizationSchema> {
  return {
    object: "organization",
    id: organization.id,
    name: organization.name,
    allow_profiles_outside_organization: organization.allowProfilesOutsideOrganization,
    domains: organization.domains.map(domainView),
    ...(organization.stripeCustomerId === null ? {} : { stripe_customer_id: organization.stripeCustomerId }),
    external_id: organization.externalId,
    metadata: { ...organization.metadata },
    created_at: isoTime(organization.createdAt),
    updated_at: isoTime(organization.updatedAt),
  };
}

function domainView(domain: OrganizationDomain): z.infer<typeof domainSchema> {
  return {
    object: "organization_domain",
    id: domain.id,
    organization_id: domain.organizationId,
    domain: domain.domain,
    state: domain.state,
    ...(domain.verificationPrefix === null ? {} : { verification_prefix: domain.verificationPrefix }),
    ...(domain.verificationToken === null ? {} : { verification_token: domain.verificationToken }),
    verification_strategy: domain.verificationStrategy,
    created_at: isoTime(domain.createdAt),
    updated_at: isoTime(domain.updatedAt),
  };
}
