import { sql } from "kysely";
import type { DomainState, Organization, OrganizationDomain } from "../../directory/organization.ts";
import type {
  OrganizationOutcome,
  OrganizationQuery,
  OrganizationStore,
} from "../../directory/organization-store.ts";
import { pageOf, rangeOfPage } from "../../kernel/page.ts";
import { type Engine, RefusedBatch } from "../engine.ts";
import { containing, orderedBy, withinRange } from "../keyset.ts";
import { logStatement } from "../log-statement.ts";
import { lockRow, requireThat } from "../preconditions.ts";
import { type QueryBuilder, queryBuilder } from "../query.ts";
import type { Tables } from "../tables.ts";

const STALE = "organization changed";

export function createOrganizationStore(engine: Engine): OrganizationStore {
  const { dialect } = engine;
  const db = queryBuilder(dialect);
  const live = db.selectFrom("organizations").selectAll().where("deleting", "=", 0);

  const complete = async (rows: readonly Tables["organizations"][]): Promise<readonly Organization[]> => {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const domains = db.selectFrom("organization_domains").selectAll();
    const found = await engine.read(domains.where("organization_id", "in", ids).orderBy("id").compile());
    return rows.map((row) => toOrganization(row, found));
  };
  const one = async (rows: readonly Tables["organizations"][]) => (await complete(rows))[0];

  return {
    find: async (id) => one(await engine.read(live.where("id", "=", id).compile())),
    findByExternalId: async (externalId) =>
      one(await engine.read(live.where("external_id", "=", externalId).compile())),

    async list(query) {
      const rows = await engine.read(listQuery(query).compile(db));
      const page = pageOf(rows, query, ({ id }) => id);
      return { ...page, items: await complete(page.items) };
    },

    async insert(organization) {
      const values = { id: organization.id, deleting: 0, created_at: organization.createdAt };
      return attempt(engine, [
        db
          .insertInto("organizations")
          .values({ ...values, ...columns(organization) })
          .compile(),
        ...domainStatements(db, organization),
      ]);
    },

    async replace({ id, updatedAt }, after) {
      const same = sql`exists (select 1 from organizations
        where id = ${id} and deleting = 0 and updated_at = ${updatedAt})`;
      return attempt(engine, [
        lockRow(db, dialect, "organizations", id),
        requireThat(db, same, STALE),
        db.updateTable("organizations").set(columns(after)).where("id", "=", id).compile(),
        ...domainStatements(db, after),
      ]);
    },

    async markDeleting(id, directories, at) {
      const listed = dialect.eachText(JSON.stringify(directories.map((directory) => directory.id)));
      const expected = sql`exists (select 1 from organizations where id = ${id} and deleting = 0)
        and (select count(*) from directories where organization_id = ${id} and deleting = 0) = ${sql.lit(directories.length)}
        and not exists (select 1 from directories where organization_id = ${id} and deleting = 0 and id not in ${listed})`;
      return attempt(engine, [
        lockRow(db, dialect, "organizations", id),
        requireThat(db, expected, STALE),
        db
          .updateTable("organizations")
          .set({ deleting: 1, external_id: null, updated_at: at })
          .where("id", "=", id)
          .compile(),
        db.deleteFrom("organization_domains").where("organization_id", "=", id).compile(),
        db
          .updateTable("directories")
          .set({ deleting: 1, label: null, updated_at: at })
          .where("organization_id", "=", id)
          .where("deleting", "=", 0)
          .compile(),
        ...directories.map(({ entry }) => logStatement(db, entry)),
      ]);
    },
  };
}

function listQuery(query: OrganizationQuery) {
  const range = rangeOfPage(query);
  const { domains, search } = query;
  const owning = domains
    ? sql` and id in (select organization_id from organization_domains where domain in (${sql.join(domains)}))`
    : sql``;
  const named =
    search === undefined ? sql`` : sql` and lower(name) like ${containing(search)} escape ${sql.lit("!")}`;
  return sql<Tables["organizations"]>`select * from organizations
    where deleting = 0${owning}${named}${withinRange("id", range)} ${orderedBy("id", range)}`;
}

function columns(organization: Organization) {
  return {
    name: organization.name,
    external_id: organization.externalId,
    metadata: JSON.stringify(organization.metadata),
    stripe_customer_id: organization.stripeCustomerId,
    allow_profiles_outside_organization: organization.allowProfilesOutsideOrganization ? 1 : 0,
    updated_at: organization.updatedAt,
  };
}

/** Makes the stored set equal to the organization's: drops the others, then writes each one. */
function domainStatements(db: QueryBuilder, { id, domains }: Organization) {
  const others = db.deleteFrom("organization_domains").where("organization_id", "=", id);
  const ids = domains.map((domain) => domain.id);
  return [
    (ids.length > 0 ? others.where("id", "not in", ids) : others).compile(),
    ...domains.map((domain) =>
      db
        .insertInto("organization_domains")
        .values(toDomainRow(domain))
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet({ state: domain.state, updated_at: domain.updatedAt }),
        )
        .compile(),
    ),
  ];
}

async function attempt(
  engine: Engine,
  statements: Parameters<Engine["write"]>[0],
): Promise<OrganizationOutcome> {
  try {
    await engine.write(statements);
    return { kind: "done" };
  } catch (error) {
    if (!(error instanceof RefusedBatch)) throw error;
    if (error.code === STALE) return { kind: "stale" };
    if (/^unique:.*external_id/.test(error.code)) return { kind: "externalIdTaken" };
    if (/^unique:.*domain/.test(error.code)) return { kind: "domainTaken" };
    throw error;
  }
}

function toOrganization(
  row: Tables["organizations"],
  domains: readonly Tables["organization_domains"][],
): Organization {
  return {
    id: row.id,
    name: row.name,
    externalId: row.external_id,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    stripeCustomerId: row.stripe_customer_id,
    allowProfilesOutsideOrganization: row.allow_profiles_outside_organization === 1,
    domains: domains.filter((domain) => domain.organization_id === row.id).map(toDomain),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toDomain(row: Tables["organization_domains"]): OrganizationDomain {
  return {
    id: row.id,
    organizationId: row.organization_id,
    domain: row.domain,
    state: row.state as DomainState,
    verificationStrategy: row.verification_strategy as OrganizationDomain["verificationStrategy"],
    verificationPrefix: row.verification_prefix,
    verificationToken: row.verification_token,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toDomainRow(domain: OrganizationDomain): Tables["organization_domains"] {
  return {
    id: domain.id,
    organization_id: domain.organizationId,
    domain: domain.domain,
    state: domain.state,
    verification_strategy: domain.verificationStrategy,
    verification_prefix: domain.verificationPrefix,
    verification_token: domain.verificationToken,
    created_at: domain.createdAt,
    updated_at: domain.updatedAt,
  };
}
