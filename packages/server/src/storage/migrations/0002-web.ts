import type { Migration } from "./migration.ts";

/** What signs people in: sessions of the dashboard, links and sessions of the admin portal. Only hashes are kept. */
export const web: Migration = {
  name: "0002-web",
  statements: ({ text, integer }) => [
    `create table operator_sessions (
      id ${text} primary key, hash ${text} not null unique, key_id ${text} not null, key_binding ${text},
      created_at ${integer} not null, expires_at ${integer} not null)`,
    "create index operator_sessions_by_expiry on operator_sessions (expires_at)",
    `create table portal_links (
      id ${text} primary key, hash ${text} not null unique,
      organization_id ${text} not null references organizations (id) on delete cascade, intent ${text} not null,
      return_url ${text}, success_url ${text}, created_by ${text} not null, created_at ${integer} not null,
      expires_at ${integer} not null, used_at ${integer})`,
    "create index portal_links_by_organization on portal_links (organization_id)",
    "create index portal_links_by_expiry on portal_links (expires_at)",
    `create table portal_sessions (
      id ${text} primary key, hash ${text} not null unique,
      organization_id ${text} not null references organizations (id) on delete cascade,
      link_id ${text} not null, return_url ${text}, success_url ${text}, created_at ${integer} not null,
      expires_at ${integer} not null)`,
    "create index portal_sessions_by_organization on portal_sessions (organization_id)",
    "create index portal_sessions_by_expiry on portal_sessions (expires_at)",
  ],
};
