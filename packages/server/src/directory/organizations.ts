import type { Cause } from "../events/event.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { Page } from "../kernel/page.ts";
import type { Directories } from "./directories.ts";
import { directoryDeletedEntry } from "./directory-events.ts";
import { metadataLimits, type Organization, type OrganizationDomain } from "./organization.ts";
import type { OrganizationOutcome, OrganizationQuery, OrganizationStore } from "./organization-store.ts";
import { randomText } from "./random-text.ts";

export type DomainData = { readonly domain: string; readonly state: "pending" | "verified" };

export type OrganizationInput = {
  readonly name: string;
  readonly domains?: readonly DomainData[];
  readonly externalId?: string | null;
  readonly metadata?: Readonly<Record<string, string | null>>;
  readonly stripeCustomerId?: string | null;
  readonly allowProfilesOutsideOrganization?: boolean;
};

export type Organizations = {
  create(input: OrganizationInput): Promise<Organization>;
  get(id: string): Promise<Organization>;
  getByExternalId(externalId: string): Promise<Organization>;
  list(query: OrganizationQuery): Promise<Page<Organization>>;
  /** Absent fields stay. `domains` replaces the set; metadata keys are merged, and removed by null. */
  update(id: string, input: Partial<OrganizationInput>): Promise<Organization>;
  /** The organization and its directories are gone for everyone at once; their rows follow in the background. */
  delete(id: string, cause: Cause): Promise<void>;
};

export type OrganizationsDeps = {
  readonly store: OrganizationStore;
  readonly directories: Pick<Directories, "ofOrganization" | "forget">;
  readonly clock: Clock;
};

/** Two requests that change one organization at once: the later one plans again, this often at most. */
const MAX_TRIES = 10;

export function createOrganizations({ store, directories, clock }: OrganizationsDeps): Organizations {
  const get = async (id: string) => (await store.find(id)) ?? notFound(`with the id ${id}`);
  return {
    get,
    list: (query) => store.list(query),

    async create(input) {
      const at = clock.now();
      const id = newId("org");
      const blank: Organization = {
        id,
        name: input.name,
        externalId: null,
        metadata: {},
        stripeCustomerId: null,
        allowProfilesOutsideOrganization: false,
        domains: [],
        createdAt: at,
        updatedAt: at,
      };
      const organization = merged(blank, input, at);
      refuse(await store.insert(organization), organization);
      return organization;
    },

    async getByExternalId(externalId) {
      return (await store.findByExternalId(externalId)) ?? notFound(`with the external id ${externalId}`);
    },

    async update(id, input) {
      for (let tries = 1; tries <= MAX_TRIES; tries++) {
        const before = await get(id);
        // Never the same instant twice: `updatedAt` is what tells two versions apart.
        const after = merged(before, input, Math.max(clock.now(), before.updatedAt + 1));
        const outcome = await store.replace(before, after);
        if (outcome.kind === "stale") continue;
        refuse(outcome, after);
        return after;
      }
      return busy(id);
    },

    async delete(id, cause) {
      for (let tries = 1; tries <= MAX_TRIES; tries++) {
        await get(id);
        const at = clock.now();
        const owned = await directories.ofOrganization(id);
        const entries = owned.map((directory) => ({
          id: directory.id,
          entry: directoryDeletedEntry(directory, cause, at),
        }));
        const outcome = await store.markDeleting(id, entries, at);
        if (outcome.kind === "stale") continue;
        for (const directory of owned) directories.forget(directory.id);
        return;
      }
      busy(id);
    },
  };
}

function merged(before: Organization, input: Partial<OrganizationInput>, at: number): Organization {
  return {
    ...before,
    name: input.name ?? before.name,
    externalId: input.externalId === undefined ? before.externalId : input.externalId,
    stripeCustomerId: input.stripeCustomerId === undefined ? before.stripeCustomerId : input.stripeCustomerId,
    allowProfilesOutsideOrganization:
      input.allowProfilesOutsideOrganization ?? before.allowProfilesOutsideOrganization,
    metadata: input.metadata ? mergedMetadata(before.metadata, input.metadata) : before.metadata,
    domains: input.domains ? mergedDomains(before, input.domains, at) : before.domains,
    updatedAt: at,
  };
}

function mergedMetadata(
  before: Organization["metadata"],
  changes: Readonly<Record<string, string | null>>,
): Organization["metadata"] {
  const entries = Object.entries({ ...before, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== "",
  );
  if (entries.length > metadataLimits.keys) {
    throw new AppError("invalid_metadata", `Metadata holds at most ${metadataLimits.keys} keys.`);
  }
  for (const [key, value] of entries) {
    if (key === "" || key.length > metadataLimits.keyLength)
      throw new AppError(
        "invalid_metadata",
        `A metadata key has 1 to ${metadataLimits.keyLength} characters; ${JSON.stringify(key.slice(0, 60))} does not.`,
      );
    if (value.length > metadataLimits.valueLength)
      throw new AppError(
        "invalid_metadata",
        `A metadata value has at most ${metadataLimits.valueLength} characters; that of ${JSON.stringify(key)} has ${value.length}.`,
      );
  }
  return Object.fromEntries(entries);
}

/** A domain that stays keeps its row; one that the application vouches for needs no DNS record. */
function mergedDomains(
  { id, domains }: Organization,
  wanted: readonly DomainData[],
  at: number,
): readonly OrganizationDomain[] {
  const byName = new Map(wanted.map(({ domain, state }) => [domain.toLowerCase(), state]));
  return [...byName].map(([domain, state]) => {
    const known = domains.find((each) => each.domain === domain);
    if (known) return known.state === state ? known : { ...known, state, updatedAt: at };
    const byDns = state === "pending";
    return {
      id: newId("org_domain"),
      organizationId: id,
      domain,
      state,
      verificationStrategy: byDns ? "dns" : "manual",
      verificationPrefix: byDns ? `rollcall-domain-verification-${randomText(6).toLowerCase()}` : null,
      verificationToken: byDns ? randomText(25) : null,
      createdAt: at,
      updatedAt: at,
    };
  });
}

function refuse(outcome: OrganizationOutcome, organization: Organization): void {
  if (outcome.kind === "externalIdTaken") {
    throw new AppError(
      "external_id_already_used",
      `The external_id ${JSON.stringify(organization.externalId)} is used by another organization.`,
    );
  }
  if (outcome.kind === "domainTaken") {
    const names = organization.domains.map(({ domain }) => domain);
    throw new AppError(
      "domain_already_exists",
      names.length === 1
        ? `An Organization with the domain ${names[0]} already exists.`
        : `An Organization with one of the domains ${names.join(", ")} already exists.`,
    );
  }
}

function notFound(which: string): never {
  throw new AppError("entity_not_found", `Could not find an organization ${which}.`);
}

function busy(id: string): never {
  throw new AppError("conflict", `The organization ${id} is being changed by other requests; try again.`);
}
