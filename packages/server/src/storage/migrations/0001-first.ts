import type { Migration } from "./migration.ts";

/**
 * The first schema. Columns are explained in `tables.ts`. Keys start with the directory, so that a customer is
 * one range of each large table.
 */
export const first: Migration = {
  name: "0001-first",
  statements: ({ text, integer, logKey, name, objectState }) => [
    `create table organizations (
      id ${text} primary key, name ${text} not null, external_id ${text} unique, metadata ${text} not null,
      stripe_customer_id ${text}, allow_profiles_outside_organization ${integer} not null,
      deleting ${integer} not null, created_at ${integer} not null, updated_at ${integer} not null)`,
    `create table organization_domains (
      id ${text} primary key, organization_id ${text} not null references organizations (id) on delete cascade,
      domain ${text} not null unique, state ${text} not null, verification_strategy ${text} not null,
      verification_prefix ${text}, verification_token ${text},
      created_at ${integer} not null, updated_at ${integer} not null)`,
    "create index organization_domains_by_organization on organization_domains (organization_id)",
    `create table directories (
      id ${text} primary key, organization_id ${text} not null references organizations (id),
      external_key ${text} not null unique, label ${text} unique, name ${text} not null, type ${text} not null,
      profile ${text} not null, enabled ${integer} not null, deleting ${integer} not null,
      deprovisioning ${text} not null, membership_on_deactivation ${text} not null,
      unknown_members ${text} not null, user_id_attribute ${text} not null, domain ${text},
      created_at ${integer} not null, updated_at ${integer} not null)`,
    "create index directories_by_organization on directories (organization_id, id)",
    `create table directory_tokens (
      id ${text} primary key, directory_id ${text} not null references directories (id) on delete cascade,
      lookup ${text} not null unique, hash ${text} not null, suffix ${text} not null, scopes ${text} not null,
      created_by ${text} not null, created_at ${integer} not null, expires_at ${integer},
      last_used_at ${integer}, revoked_at ${integer})`,
    "create index directory_tokens_by_directory on directory_tokens (directory_id, id)",
    `create table api_keys (
      id ${text} primary key, lookup ${text} not null unique, hash ${text} not null, suffix ${text} not null,
      name ${text} not null, created_at ${integer} not null, last_used_at ${integer}, revoked_at ${integer})`,

    `create table resources (
      directory_id ${text} not null, type ${text} not null, id ${text} not null, external_id ${text},
      unique_key ${text}, name_key ${text}, display ${text}, document ${text} not null,
      version ${integer} not null, created_at ${integer} not null, updated_at ${integer} not null,
      object_id ${text} not null unique, visible ${integer} not null, idp_id ${text} not null,
      email_key ${text}, object ${text} not null, mapping_revision ${integer} not null,
      primary key (directory_id, type, id))`,
    "create unique index resources_unique on resources (directory_id, type, unique_key) where unique_key is not null",
    // The id at the end gives the order of a list: without it SQLite walks the whole directory to have that order.
    "create index resources_by_external_id on resources (directory_id, type, external_id, id) where external_id is not null",
    "create index resources_by_name on resources (directory_id, type, name_key, id) where name_key is not null",
    "create index resources_by_change on resources (directory_id, type, updated_at, id)",
    "create index resources_by_object on resources (directory_id, type, visible, object_id)",
    `create index resources_by_state on resources (directory_id, type, visible, (${objectState}))`,
    "create index resources_by_idp_id on resources (directory_id, type, idp_id)",
    "create index resources_by_email on resources (directory_id, type, email_key) where email_key is not null",
    `create table resource_values (
      directory_id ${text} not null, type ${text} not null, path ${text} not null, value_key ${text} not null,
      resource_id ${text} not null,
      primary key (directory_id, type, path, value_key, resource_id))${name === "sqlite" ? " without rowid" : ""}`,
    "create index resource_values_by_resource on resource_values (directory_id, resource_id)",
    `create table memberships (
      directory_id ${text} not null, group_id ${text} not null, member_id ${text} not null,
      created_at ${integer} not null,
      primary key (directory_id, group_id, member_id))${name === "sqlite" ? " without rowid" : ""}`,
    "create index memberships_by_member on memberships (directory_id, member_id, group_id)",

    `create table events (
      ${logKey}, id ${text} not null unique, type ${text}, organization_id ${text} not null,
      directory_id ${text}, resource_id ${text}, member_id ${text}, version ${integer}, data ${text} not null,
      changes ${text}, cause ${text} not null, request_id ${text}, held ${integer} not null, created_at ${integer} not null)`,
    "create index events_by_directory on events (directory_id, position)",
    "create index events_by_request on events (request_id) where request_id is not null",
    ...(name === "postgres"
      ? [
          "create index events_to_sequence on events (seq) where position is null",
          "create table event_sequence (last bigint not null)",
          "insert into event_sequence (last) values (0)",
        ]
      : []),

    `create table scim_requests (
      id ${text} primary key, directory_id ${text} not null, at ${integer} not null,
      duration_ms ${integer} not null, method ${text} not null, path ${text} not null, query ${text} not null,
      status ${integer} not null, client_address ${text} not null, user_agent ${text} not null,
      token_id ${text}, token_suffix ${text}, request_body ${text} not null, response_body ${text} not null,
      acted ${text} not null, skipped ${integer} not null, diagnosis ${text})`,
    "create index scim_requests_by_directory on scim_requests (directory_id, id)",
    "create index scim_requests_by_age on scim_requests (at)",

    `create table webhook_endpoints (
      id ${text} primary key, url ${text} not null unique, secret ${text} not null, events ${text} not null,
      status ${text} not null, disabled_reason ${text}, ordering ${text} not null,
      fanned_out ${integer} not null, failing_since ${integer}, created_at ${integer} not null,
      updated_at ${integer} not null)`,
    `create table webhook_lanes (
      endpoint_id ${text} not null references webhook_endpoints (id) on delete cascade,
      directory_id ${text} not null, next_at ${integer}, leased_by ${text},
      leased_until ${integer} not null, blocked_since ${integer},
      primary key (endpoint_id, directory_id))`,
    "create index webhook_lanes_due on webhook_lanes (endpoint_id, next_at) where next_at is not null",
    `create table webhook_deliveries (
      id ${text} primary key, endpoint_id ${text} not null references webhook_endpoints (id) on delete cascade,
      directory_id ${text} not null, event_id ${text} not null, position ${integer} not null,
      state ${text} not null, attempts ${integer} not null, next_at ${integer} not null,
      last_status ${integer}, last_error ${text}, settled_at ${integer}, created_at ${integer} not null,
      unique (endpoint_id, event_id))`,
    `create index webhook_deliveries_pending on webhook_deliveries (endpoint_id, directory_id, position)
      where state = 'pending'`,
    "create index webhook_deliveries_parked on webhook_deliveries (endpoint_id, next_at) where state = 'parked'",
    "create index webhook_deliveries_failed on webhook_deliveries (endpoint_id, settled_at) where state = 'failed'",
    `create table webhook_attempts (
      id ${text} primary key, delivery_id ${text} not null references webhook_deliveries (id) on delete cascade,
      endpoint_id ${text} not null, at ${integer} not null, duration_ms ${integer} not null,
      status ${integer}, error ${text}, response ${text})`,
    "create index webhook_attempts_by_delivery on webhook_attempts (delivery_id, at)",
  ],
};
