import type { LogEntry } from "../events/event.ts";
import type { Page, PageQuery } from "../kernel/page.ts";
import type { Organization } from "./organization.ts";

export type OrganizationQuery = PageQuery & {
  /** Those that own one of these domains, lower case. */
  readonly domains?: readonly string[];
  /** A part of the name, in any case. */
  readonly search?: string;
};

export type OrganizationOutcome =
  | { readonly kind: "done" }
  /** Gone, or changed since it was read. */
  | { readonly kind: "stale" }
  | { readonly kind: "externalIdTaken" }
  | { readonly kind: "domainTaken" };

/** Organizations that are being deleted are found by no method. */
export type OrganizationStore = {
  insert(organization: Organization): Promise<OrganizationOutcome>;
  find(id: string): Promise<Organization | undefined>;
  findByExternalId(externalId: string): Promise<Organization | undefined>;
  list(query: OrganizationQuery): Promise<Page<Organization>>;
  /** Writes all of it, the set of domains included, unless it changed since `before` was read. */
  replace(before: Organization, after: Organization): Promise<OrganizationOutcome>;
  /**
   * Marks the organization and exactly these directories as being deleted, frees its external id and domains,
   * and writes the entries, in one batch. `stale` when it is gone or has other live directories by now.
   */
  markDeleting(
    id: string,
    directories: readonly { readonly id: string; readonly entry: LogEntry }[],
    at: number,
  ): Promise<OrganizationOutcome>;
};
