/**
 * The columns as the engines hand them over. Instants are milliseconds, booleans 0 or 1, JSON is text: the same
 * on both engines, so that no store asks which one it talks to.
 */
export type Tables = {
  organizations: OrganizationsTable;
  organization_domains: OrganizationDomainsTable;
  directories: DirectoriesTable;
  directory_tokens: DirectoryTokensTable;
  api_keys: ApiKeysTable;
  custom_schemas: CustomSchemasTable;
  resources: ResourcesTable;
  resource_values: ResourceValuesTable;
  memberships: MembershipsTable;
  events: EventsTable;
  scim_requests: ScimRequestsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_lanes: WebhookLanesTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_attempts: WebhookAttemptsTable;
  operator_sessions: OperatorSessionsTable;
  portal_links: PortalLinksTable;
  portal_sessions: PortalSessionsTable;
};

type OrganizationsTable = {
  id: string;
  name: string;
  external_id: string | null;
  /** JSON object of strings. */
  metadata: string;
  stripe_customer_id: string | null;
  allow_profiles_outside_organization: number;
  /** Set by DELETE: it is gone for everyone at once, its directories and then the row go in the background. */
  deleting: number;
  created_at: number;
  updated_at: number;
};

type OrganizationDomainsTable = {
  id: string;
  organization_id: string;
  /** Lower case. */
  domain: string;
  state: string;
  verification_strategy: string;
  verification_prefix: string | null;
  verification_token: string | null;
  created_at: number;
  updated_at: number;
};

type DirectoriesTable = {
  id: string;
  organization_id: string;
  external_key: string;
  label: string | null;
  name: string;
  type: string;
  profile: string;
  enabled: number;
  /** Set by DELETE: the endpoint is gone at once, the rows go in the background. */
  deleting: number;
  deprovisioning: string;
  membership_on_deactivation: string;
  unknown_members: string;
  user_id_attribute: string;
  domain: string | null;
  created_at: number;
  updated_at: number;
};

type DirectoryTokensTable = {
  id: string;
  directory_id: string;
  /** The id inside the plaintext, by which a presented token finds its row. */
  lookup: string;
  hash: string;
  suffix: string;
  /** JSON array. */
  scopes: string;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
};

type ApiKeysTable = {
  id: string;
  lookup: string;
  hash: string;
  suffix: string;
  name: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
};

/** What a directory's provider sends beyond the schemas that every directory has. */
type CustomSchemasTable = {
  directory_id: string;
  /** The URN in lower case. */
  urn_key: string;
  resource_type: string;
  /** The schema as `/Schemas` publishes it: JSON. */
  definition: string;
  created_at: number;
  updated_at: number;
};

/** Users, groups and whatever resource type comes: what the provider pushed, beside what the application sees. */
type ResourcesTable = {
  directory_id: string;
  type: string;
  /** The SCIM id: a UUIDv7, so that the primary key lists a directory in order of creation. */
  id: string;
  external_id: string | null;
  /** The folded unique attribute (`userName`); null where the type has none. */
  unique_key: string | null;
  /** The folded displayName. */
  name_key: string | null;
  /** How members lists show it. */
  display: string | null;
  /** The SCIM attributes as received, canonical names, without relations: JSON. */
  document: string;
  version: number;
  created_at: number;
  updated_at: number;
  /** `directory_user_…` or `directory_group_…`: one incarnation, renewed when a user returns in `delete` mode. */
  object_id: string;
  /** 0 while the application must not see it: a deactivated user of a directory in `delete` mode. */
  visible: number;
  idp_id: string;
  /** The folded profile e-mail. */
  email_key: string | null;
  /** The application's object as events carry it: JSON. */
  object: string;
  /** Which mapping made `object`; a re-map looks for older ones. */
  mapping_revision: number;
};

/** The multi-valued attributes that clients filter by (`emails.value`), one row a value, folded as the schema says. */
type ResourceValuesTable = {
  directory_id: string;
  type: string;
  path: string;
  value_key: string;
  resource_id: string;
};

type MembershipsTable = {
  directory_id: string;
  group_id: string;
  member_id: string;
  created_at: number;
};

/** The change log. A row with a `type` is a public event; a row without one is history only. */
type EventsTable = {
  /** Gap-free and in commit order: what readers go by. Null on PostgreSQL until the sequencer has seen the commit. */
  position: number | null;
  id: string;
  type: string | null;
  organization_id: string;
  directory_id: string | null;
  /** The SCIM id of the user or group that changed; for memberships the group, and the user in `member_id`. */
  resource_id: string | null;
  member_id: string | null;
  version: number | null;
  /** The event's `data`: JSON. */
  data: string;
  /** SCIM paths changed, with old and new value: JSON, or null. */
  changes: string | null;
  /** What caused it: JSON. */
  cause: string;
  /** The request in the cause, by which its record finds its events. */
  request_id: string | null;
  /** 1 while the mass-deprovision breaker keeps it from the application. */
  held: number;
  created_at: number;
};

/** SCIM requests and their answers; best effort, pruned by age and number. */
type ScimRequestsTable = {
  id: string;
  directory_id: string;
  at: number;
  duration_ms: number;
  method: string;
  path: string;
  query: string;
  status: number;
  client_address: string;
  user_agent: string;
  token_id: string | null;
  token_suffix: string | null;
  request_body: string;
  response_body: string;
  /** JSON array of normalizer names. */
  acted: string;
  skipped: number;
  diagnosis: string | null;
};

type WebhookEndpointsTable = {
  id: string;
  url: string;
  /** Sealed: the signature needs the plaintext. */
  secret: string;
  /** JSON array of event types. */
  events: string;
  status: string;
  /** Why Rollcall disabled it: `gone` (410) or `failing`; null when a person did. */
  disabled_reason: string | null;
  /** `fifo` per directory, or `unordered`. */
  ordering: string;
  /** Every event up to this position has its delivery row, if the endpoint wanted it. */
  fanned_out: number;
  /** The first failed attempt since the last success; null after a success. */
  failing_since: number | null;
  created_at: number;
  updated_at: number;
};

/** One ordered queue: an endpoint's deliveries of one directory. A worker holds its lease while it sends. */
type WebhookLanesTable = {
  endpoint_id: string;
  /** "" for events of no directory. */
  directory_id: string;
  /** When the head is due; null when nothing waits. */
  next_at: number | null;
  leased_by: string | null;
  leased_until: number;
  /** When the delivery at the head first failed; after the holding time it is parked. */
  blocked_since: number | null;
};

type WebhookDeliveriesTable = {
  id: string;
  endpoint_id: string;
  directory_id: string;
  event_id: string;
  position: number;
  /** `pending` in the lane, `parked` beside it; settled: `delivered`, `failed` after the last attempt, `skipped`. */
  state: string;
  attempts: number;
  next_at: number;
  last_status: number | null;
  last_error: string | null;
  settled_at: number | null;
  created_at: number;
};

type WebhookAttemptsTable = {
  id: string;
  delivery_id: string;
  endpoint_id: string;
  at: number;
  duration_ms: number;
  /** Null when no answer came. */
  status: number | null;
  error: string | null;
  /** The beginning of the answer's body. */
  response: string | null;
};

type OperatorSessionsTable = {
  id: string;
  /** Of the secret in the browser's cookie. */
  hash: string;
  /** The API key that signed in; `environment` for ROLLCALL_API_KEY, which has no row. */
  key_id: string;
  /** For the environment's key: ends the session once that key is another one. */
  key_binding: string | null;
  created_at: number;
  expires_at: number;
};

type PortalLinksTable = {
  id: string;
  hash: string;
  organization_id: string;
  intent: string;
  return_url: string | null;
  success_url: string | null;
  created_by: string;
  created_at: number;
  expires_at: number;
  /** A link opens one session. */
  used_at: number | null;
};

type PortalSessionsTable = {
  id: string;
  hash: string;
  organization_id: string;
  link_id: string;
  return_url: string | null;
  success_url: string | null;
  created_at: number;
  expires_at: number;
};
