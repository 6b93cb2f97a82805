// Generated from openapi/rollcall.json by `npm run openapi`: changes here are lost.

/** A customer of the application. */
export type Organization = {
  /** Always `organization`. */
  readonly object: "organization";
  /** The organization's id. */
  readonly id: string;
  /** Its name; need not be unique. */
  readonly name: string;
  /** Kept for compatibility; Rollcall does not use it. */
  readonly allow_profiles_outside_organization: boolean;
  /** Its domains; never absent. */
  readonly domains: readonly OrganizationDomain[];
  /** The Stripe customer; absent when none is set. */
  readonly stripe_customer_id?: string | undefined;
  /** The application's own id of this customer; unique. */
  readonly external_id: string | null;
  /** Whatever the application keeps with it. */
  readonly metadata: { readonly [key: string]: string };
  /** When it was created. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
};

/** A domain of an organization. */
export type OrganizationDomain = {
  /** Always `organization_domain`. */
  readonly object: "organization_domain";
  /** The domain's id. */
  readonly id: string;
  /** The organization that owns it. */
  readonly organization_id: string;
  /** The domain, lower case. */
  readonly domain: string;
  /** Whether its owner is proved. */
  readonly state: "failed" | "legacy_verified" | "pending" | "unverified" | "verified";
  /** The host below the domain for the TXT record, while a proof by DNS is asked for. */
  readonly verification_prefix?: string | undefined;
  /** What the TXT record has to contain. */
  readonly verification_token?: string | undefined;
  /** Proved by a DNS record, or vouched for by the application. */
  readonly verification_strategy: "dns" | "manual";
  /** When it was added. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
};

/** Why a request was refused. */
export type ApiError = {
  readonly code?: ErrorCode | undefined;
  /** What was refused and what to do about it, for people. */
  readonly message: string;
  /** One entry for each refused field. */
  readonly errors?: readonly FieldError[] | undefined;
  /** Of a failure of the server: what its operator looks for in the log. */
  readonly request_id?: string | undefined;
};

/** What was refused, for programs. */
export type ErrorCode =
  | "unauthorized"
  | "forbidden"
  | "entity_not_found"
  | "invalid_json"
  | "invalid_cursor"
  | "organization_not_found"
  | "method_not_allowed"
  | "conflict"
  | "domain_already_exists"
  | "duplicate_endpoint"
  | "external_id_already_used"
  | "invalid_metadata"
  | "unsupported_media_type"
  | "too_many_tokens"
  | "label_taken"
  | "portal_link_used"
  | "portal_link_expired"
  | "body_too_large"
  | "invalid_request_parameters"
  | "invalid_url"
  | "unsupported_directory_type"
  | "unsupported_intent"
  | "rate_limited"
  | "internal_error"
  | "unavailable";

/** One refused field. */
export type FieldError = {
  /** The field. */
  readonly field?: string | undefined;
  /** What is wrong with it. */
  readonly code: string;
  /** The same for people. */
  readonly message?: string | undefined;
};

/** An organization to create. */
export type CreateOrganization = {
  /** The organization's name. */
  readonly name: string;
  /** The organization's domains; on update the whole set. */
  readonly domain_data?:
    | readonly {
        /** A domain of the organization. */
        readonly domain: string;
        /** `verified`: you vouch for it; `pending`: it has to be proved by DNS. */
        readonly state: "pending" | "verified";
      }[]
    | undefined;
  /** The older form of `domain_data`: all of them verified. @deprecated */
  readonly domains?: readonly string[] | undefined;
  /** The Stripe customer; null clears it. */
  readonly stripe_customer_id?: string | null | undefined;
  /** The application's own id: up to 128 ASCII characters, unique; null clears it. */
  readonly external_id?: string | null | undefined;
  /** Up to 50 keys of 40 characters with values of 600. On update the keys are merged; null removes one. */
  readonly metadata?: { readonly [key: string]: string | null } | undefined;
  /** Kept for compatibility; Rollcall does not use it. */
  readonly allow_profiles_outside_organization?: boolean | undefined;
};

/** One page of a list. */
export type OrganizationList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly Organization[];
  readonly list_metadata: ListMetadata;
};

/** The neighbouring pages. */
export type ListMetadata = {
  /** What to send as `before` for the page before this one; null at the start. */
  readonly before: string | null;
  /** What to send as `after` for the next page; null at the end. */
  readonly after: string | null;
};

/** What to change of an organization. */
export type UpdateOrganization = {
  /** The organization's name. */
  readonly name?: string | undefined;
  /** The organization's domains; on update the whole set. */
  readonly domain_data?:
    | readonly {
        /** A domain of the organization. */
        readonly domain: string;
        /** `verified`: you vouch for it; `pending`: it has to be proved by DNS. */
        readonly state: "pending" | "verified";
      }[]
    | undefined;
  /** The older form of `domain_data`: all of them verified. @deprecated */
  readonly domains?: readonly string[] | undefined;
  /** The Stripe customer; null clears it. */
  readonly stripe_customer_id?: string | null | undefined;
  /** The application's own id: up to 128 ASCII characters, unique; null clears it. */
  readonly external_id?: string | null | undefined;
  /** Up to 50 keys of 40 characters with values of 600. On update the keys are merged; null removes one. */
  readonly metadata?: { readonly [key: string]: string | null } | undefined;
  /** Kept for compatibility; Rollcall does not use it. */
  readonly allow_profiles_outside_organization?: boolean | undefined;
};

/** One connection to one identity provider: one SCIM endpoint. */
export type Directory = {
  /** Always `directory`. */
  readonly object: "directory";
  /** The directory's id. */
  readonly id: string;
  /** The organization it belongs to. */
  readonly organization_id: string;
  /** Stands in the SCIM URL. */
  readonly external_key: string;
  /** The identity provider. */
  readonly type:
    | "azure scim v2.0"
    | "cyberark scim v2.0"
    | "generic scim v2.0"
    | "jump cloud scim v2.0"
    | "okta scim v2.0"
    | "onelogin scim v2.0"
    | "pingfederate scim v2.0"
    | "rippling scim v2.0"
    | "sailpoint scim v2.0";
  /** `linked` when switched on, `unlinked` when off, `deleting` while being removed. */
  readonly state: "linked" | "unlinked" | "deleting";
  /** Its name. */
  readonly name: string;
  /** The organization's domain. */
  readonly domain: string | null;
  readonly metadata: DirectoryCounts;
  /** The SCIM base URL that the provider is given. */
  readonly scim_url: string;
  /** A readable name that may stand in the SCIM URL instead of the key. */
  readonly label: string | null;
  /** Which provider's way of speaking SCIM is understood. */
  readonly profile:
    | "okta"
    | "entra"
    | "onelogin"
    | "jumpcloud"
    | "ping"
    | "google"
    | "sailpoint"
    | "generic"
    | "strict";
  /** Whether the endpoint is switched on. */
  readonly enabled: boolean;
  /** What becomes of a deactivated user: kept as `inactive`, or deleted for the application. */
  readonly deprovisioning: "retain" | "delete";
  /** Whether a deactivated user stays in its groups. */
  readonly membership_on_deactivation: "keep" | "remove";
  /** A group member that names nobody: left out, or the request refused. */
  readonly unknown_members: "skip" | "reject";
  /** The SCIM attribute that becomes a user's `idp_id`. */
  readonly user_id_attribute: string;
  /** When it was created. */
  readonly created_at: string;
  /** When its settings last changed. */
  readonly updated_at: string;
};

/** How much the directory holds. */
export type DirectoryCounts = {
  /** Its users. */
  readonly users: {
    /** Active users. */
    readonly active: number;
    /** Deactivated users that are kept. */
    readonly inactive: number;
  };
  /** Groups. */
  readonly groups: number;
};

/** A directory to create. */
export type CreateDirectory = {
  /** The organization it belongs to. */
  readonly organization_id: string;
  /** The directory's name. */
  readonly name: string;
  /** The identity provider: azure scim v2.0, cyberark scim v2.0, generic scim v2.0, jump cloud scim v2.0, okta scim v2.0, onelogin scim v2.0, pingfederate scim v2.0, rippling scim v2.0, sailpoint scim v2.0. */
  readonly type: string;
  /** 3 to 64 lower-case letters, digits and hyphens; unique; null removes it. Not a SCIM endpoint's name. */
  readonly label?: string | null | undefined;
  /** Which provider's way of speaking SCIM is understood. */
  readonly profile?:
    | "okta"
    | "entra"
    | "onelogin"
    | "jumpcloud"
    | "ping"
    | "google"
    | "sailpoint"
    | "generic"
    | "strict"
    | undefined;
  /** Whether the endpoint is switched on. */
  readonly enabled?: boolean | undefined;
  /** What becomes of a deactivated user: kept as `inactive`, or deleted for the application. */
  readonly deprovisioning?: "retain" | "delete" | undefined;
  /** Whether a deactivated user stays in its groups. */
  readonly membership_on_deactivation?: "keep" | "remove" | undefined;
  /** A group member that names nobody: left out, or the request refused. */
  readonly unknown_members?: "skip" | "reject" | undefined;
  /** The SCIM attribute that becomes a user's `idp_id`; `userName` stands in where it is missing. */
  readonly user_id_attribute?: string | undefined;
  /** The domain shown with it; the organization's first one unless given. */
  readonly domain?: string | null | undefined;
};

/** One page of a list. */
export type DirectoryList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly Directory[];
  readonly list_metadata: ListMetadata;
};

/** What to change of a directory. */
export type UpdateDirectory = {
  /** The directory's name. */
  readonly name?: string | undefined;
  /** 3 to 64 lower-case letters, digits and hyphens; unique; null removes it. Not a SCIM endpoint's name. */
  readonly label?: string | null | undefined;
  /** Which provider's way of speaking SCIM is understood. */
  readonly profile?:
    | "okta"
    | "entra"
    | "onelogin"
    | "jumpcloud"
    | "ping"
    | "google"
    | "sailpoint"
    | "generic"
    | "strict"
    | undefined;
  /** Whether the endpoint is switched on. */
  readonly enabled?: boolean | undefined;
  /** What becomes of a deactivated user: kept as `inactive`, or deleted for the application. */
  readonly deprovisioning?: "retain" | "delete" | undefined;
  /** Whether a deactivated user stays in its groups. */
  readonly membership_on_deactivation?: "keep" | "remove" | undefined;
  /** A group member that names nobody: left out, or the request refused. */
  readonly unknown_members?: "skip" | "reject" | undefined;
  /** The SCIM attribute that becomes a user's `idp_id`; `userName` stands in where it is missing. */
  readonly user_id_attribute?: string | undefined;
  /** The domain shown with it; the organization's first one unless given. */
  readonly domain?: string | null | undefined;
};

/** A SCIM token with its secret, which is shown this once. */
export type NewDirectoryToken = DirectoryToken & {
  /** The token itself. Shown in this answer only. */
  readonly token: string;
};

/** A SCIM token: the provider's credential for one directory. */
export type DirectoryToken = {
  /** Always `directory_token`. */
  readonly object: "directory_token";
  /** The token's id. */
  readonly id: string;
  /** The directory that it opens. */
  readonly directory_id: string;
  /** Its last four characters. */
  readonly token_suffix: string;
  /** What it may do. */
  readonly scopes: readonly (
    | "get:users"
    | "post:users"
    | "put:users"
    | "patch:users"
    | "delete:users"
    | "get:groups"
    | "post:groups"
    | "put:groups"
    | "patch:groups"
    | "delete:groups"
  )[];
  /** The id of the API key or person that created it. */
  readonly created_by: string;
  /** When it was created. */
  readonly created_at: string;
  /** When it stops working; null for never. */
  readonly expires_at: string | null;
  /** When it was last used, to the minute; null for never. */
  readonly last_used_at: string | null;
};

/** A SCIM token to create. */
export type CreateDirectoryToken = {
  /** What it may do; all ten scopes unless given. */
  readonly scopes?:
    | readonly (
        | "get:users"
        | "post:users"
        | "put:users"
        | "patch:users"
        | "delete:users"
        | "get:groups"
        | "post:groups"
        | "put:groups"
        | "patch:groups"
        | "delete:groups"
      )[]
    | undefined;
  /** After how long it expires; never unless given. */
  readonly lifetime_seconds?: number | null | undefined;
};

/** One page of a list. */
export type DirectoryTokenList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly DirectoryToken[];
  readonly list_metadata: ListMetadata;
};

/** One page of a list. */
export type DirectorySchemaList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly DirectorySchema[];
  readonly list_metadata: ListMetadata;
};

/** A schema of one directory's own: published to its provider, enforced and filterable. */
export type DirectorySchema = {
  /** Always `directory_schema`. */
  readonly object: "directory_schema";
  /** The schema's URN. */
  readonly urn: string;
  /** The directory that it belongs to. */
  readonly directory_id: string;
  /** What it extends. */
  readonly resource_type: "User" | "Group";
  /** What people call it. */
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** Its attributes. */
  readonly attributes: readonly SchemaAttribute[];
  /** When it was added. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
};

/** An attribute, as RFC 7643 section 7 defines it. */
export type SchemaAttribute = {
  /** Letters, digits, `-` and `_`. */
  readonly name: string;
  /** What its values are; `string` unless given. */
  readonly type?:
    | "string"
    | "boolean"
    | "decimal"
    | "integer"
    | "dateTime"
    | "binary"
    | "reference"
    | "complex"
    | undefined;
  /** Whether it has several values; no unless given. */
  readonly multiValued?: boolean | undefined;
  /** What it is for. */
  readonly description?: string | undefined;
  /** Whether a resource that has the schema must have it; no unless given. */
  readonly required?: boolean | undefined;
  /** Whether filters tell cases apart; no unless given, yes for URIs and binary data. */
  readonly caseExact?: boolean | undefined;
  /** Who may write it; `readWrite` unless given. */
  readonly mutability?: "readOnly" | "readWrite" | "immutable" | "writeOnly" | undefined;
  /** When it is returned; `default` unless given. */
  readonly returned?: "always" | "never" | "default" | "request" | undefined;
  /** `none`: values of a schema like this are not compared. */
  readonly uniqueness?: "none" | undefined;
  /** Values that are suggested; others are taken as well. */
  readonly canonicalValues?: readonly string[] | undefined;
  /** What a `reference` points at. */
  readonly referenceTypes?: readonly string[] | undefined;
  /** Of a `complex` attribute, its parts. */
  readonly subAttributes?: readonly SchemaSubAttribute[] | undefined;
};

/** An attribute inside a complex one; never complex itself. */
export type SchemaSubAttribute = {
  /** Letters, digits, `-` and `_`. */
  readonly name: string;
  /** What its values are; `string` unless given. */
  readonly type?:
    | "string"
    | "boolean"
    | "decimal"
    | "integer"
    | "dateTime"
    | "binary"
    | "reference"
    | "complex"
    | undefined;
  /** Whether it has several values; no unless given. */
  readonly multiValued?: boolean | undefined;
  /** What it is for. */
  readonly description?: string | undefined;
  /** Whether a resource that has the schema must have it; no unless given. */
  readonly required?: boolean | undefined;
  /** Whether filters tell cases apart; no unless given, yes for URIs and binary data. */
  readonly caseExact?: boolean | undefined;
  /** Who may write it; `readWrite` unless given. */
  readonly mutability?: "readOnly" | "readWrite" | "immutable" | "writeOnly" | undefined;
  /** When it is returned; `default` unless given. */
  readonly returned?: "always" | "never" | "default" | "request" | undefined;
  /** `none`: values of a schema like this are not compared. */
  readonly uniqueness?: "none" | undefined;
  /** Values that are suggested; others are taken as well. */
  readonly canonicalValues?: readonly string[] | undefined;
  /** What a `reference` points at. */
  readonly referenceTypes?: readonly string[] | undefined;
};

/** A schema to add, or to put in place of the one there is. */
export type PutDirectorySchema = {
  /** What it extends. */
  readonly resource_type: "User" | "Group";
  /** What people call it. */
  readonly name: string;
  /** What it is for. */
  readonly description?: string | undefined;
  /** Its attributes. */
  readonly attributes: readonly SchemaAttribute[];
};

/** One page of a list. */
export type ScimRequestList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly ScimRequest[];
  readonly list_metadata: ListMetadata;
};

/** One request of a provider, and how it was answered. */
export type ScimRequest = {
  /** Always `scim_request`. */
  readonly object: "scim_request";
  /** The request's id, as `X-Request-ID` answered it. */
  readonly id: string;
  /** The directory that it was for. */
  readonly directory_id: string;
  /** When it arrived. */
  readonly created_at: string;
  /** How long it took, in milliseconds. */
  readonly duration_ms: number;
  /** The HTTP method. */
  readonly method: string;
  /** The path below the SCIM base URL. */
  readonly path: string;
  /** The query string. */
  readonly query: string;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** Where it came from. */
  readonly client_address: string;
  /** What the client calls itself. */
  readonly user_agent: string;
  /** The token that it carried; null when it carried no valid one. */
  readonly token_id: string | null;
  /** The token's last four characters. */
  readonly token_suffix: string | null;
  /** The body, without passwords, cut at 16 KiB. */
  readonly request_body: string;
  /** The answer's body, cut at 16 KiB. */
  readonly response_body: string;
  /** The departures from the RFC that were put right, by name. */
  readonly normalizers: readonly string[];
  /** How many member ids named nobody and were left out. */
  readonly skipped_members: number;
  /** What went wrong, for programs; null when nothing did. */
  readonly diagnosis:
    | "bad_token"
    | "wrong_endpoint"
    | "missing_scope"
    | "directory_disabled"
    | "rate_limited"
    | "body_too_large"
    | "invalid_body"
    | "invalid_value"
    | "unsupported_filter"
    | "invalid_path"
    | "read_only_attribute"
    | "duplicate_user_name"
    | "duplicate_group"
    | "duplicate_value"
    | "unknown_resource"
    | "unknown_member"
    | "version_conflict"
    | "unsupported_operation"
    | "server_error"
    | null;
};

/** A request with the events that it caused. */
export type ScimRequestWithEvents = ScimRequest & {
  /** The events that it caused, in their order. */
  readonly event_ids: readonly string[];
};

/** One page of a list. */
export type DirectoryUserList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly DirectoryUser[];
  readonly list_metadata: ListMetadata;
};

/** A user that the identity provider pushed. */
export type DirectoryUser = {
  /** Always `directory_user`. */
  readonly object: "directory_user";
  /** The user's id. */
  readonly id: string;
  /** The directory it is in. */
  readonly directory_id: string;
  /** The organization it belongs to. */
  readonly organization_id: string;
  /** The user's id at the provider. */
  readonly idp_id: string;
  /** The profile's e-mail address. */
  readonly email: string | null;
  /** The given name. */
  readonly first_name: string | null;
  /** The family name. */
  readonly last_name: string | null;
  /** The full name. */
  readonly name: string | null;
  /** Whether the user may use the application. */
  readonly state: "active" | "inactive";
  /** All e-mail addresses. */
  readonly emails: readonly unknown[];
  /** The title. */
  readonly job_title: string | null;
  /** The user name at the provider. */
  readonly username: string;
  /** The mapped attributes. */
  readonly custom_attributes: { readonly [key: string]: unknown };
  /** The groups that the user is a direct member of; never absent. */
  readonly groups: readonly DirectoryGroup[];
  /** The SCIM resource as the provider sent it. */
  readonly raw_attributes: { readonly [key: string]: unknown };
  /** When it was first pushed. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
};

/** A group that the identity provider pushed. */
export type DirectoryGroup = {
  /** Always `directory_group`. */
  readonly object: "directory_group";
  /** The group's id. */
  readonly id: string;
  /** The group's id at the provider. */
  readonly idp_id: string;
  /** The directory it is in. */
  readonly directory_id: string;
  /** The organization it belongs to. */
  readonly organization_id: string;
  /** Its name. */
  readonly name: string;
  /** The SCIM resource as the provider sent it. */
  readonly raw_attributes: { readonly [key: string]: unknown };
  /** When it was first pushed. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
};

/** One page of a list. */
export type DirectoryGroupList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly DirectoryGroup[];
  readonly list_metadata: ListMetadata;
};

/** One page of a list. */
export type EventList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly Event[];
  readonly list_metadata: ListMetadata;
};

/** One fact about a change, in one ordered log; `event` says which. */
export type Event =
  | UserEvent
  | UserUpdatedEvent
  | GroupEvent
  | GroupUpdatedEvent
  | MembershipEvent
  | DirectoryEvent
  | DirectoryDeletedEvent
  | TokenEvent;

/** A user came or went. */
export type UserEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.user.created" | "dsync.user.deleted";
  readonly data: EventUser;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A user as of the event: without its groups. */
export type EventUser = {
  /** Always `directory_user`. */
  readonly object: "directory_user";
  /** The user's id. */
  readonly id: string;
  /** The directory it is in. */
  readonly directory_id: string;
  /** The organization it belongs to. */
  readonly organization_id: string;
  /** The user's id at the provider. */
  readonly idp_id: string;
  /** The profile's e-mail address. */
  readonly email: string | null;
  /** The given name. */
  readonly first_name: string | null;
  /** The family name. */
  readonly last_name: string | null;
  /** The full name. */
  readonly name: string | null;
  /** Whether the user may use the application. */
  readonly state: "active" | "inactive";
  /** All e-mail addresses. */
  readonly emails: readonly unknown[];
  /** The title. */
  readonly job_title: string | null;
  /** The user name at the provider. */
  readonly username: string;
  /** The mapped attributes. */
  readonly custom_attributes: { readonly [key: string]: unknown };
  /** The SCIM resource as the provider sent it. */
  readonly raw_attributes: { readonly [key: string]: unknown };
  /** When it was first pushed. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
};

/** What caused an event. */
export type EventContext = {
  /** Who made the change, where it is known. */
  readonly actor?:
    | {
        /** The id of the API key, SCIM token or person. */
        readonly id: string;
        /** Where the change came from; a provider counts as the system. */
        readonly source: "api" | "dashboard" | "admin_portal" | "system";
        /** Its name. */
        readonly name: string;
      }
    | undefined;
  /** The request that carried the change: its `X-Request-ID`. */
  readonly request_id?: string | undefined;
};

/** A user changed. */
export type UserUpdatedEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.user.updated";
  readonly data: UpdatedEventUser;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A user after a change. */
export type UpdatedEventUser = EventUser & {
  /** What changed, with the values from before: the root fields, and within `custom_attributes` the attributes. Null for one that is new. */
  readonly previous_attributes: { readonly [key: string]: unknown };
};

/** A group came or went. */
export type GroupEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.group.created" | "dsync.group.deleted";
  readonly data: DirectoryGroup;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A group changed. */
export type GroupUpdatedEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.group.updated";
  readonly data: UpdatedEventGroup;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A group after a change. */
export type UpdatedEventGroup = DirectoryGroup & {
  /** What changed, with the values from before: the root fields, and within `custom_attributes` the attributes. Null for one that is new. */
  readonly previous_attributes: { readonly [key: string]: unknown };
};

/** A user joined or left a group. */
export type MembershipEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.group.user_added" | "dsync.group.user_removed";
  readonly data: EventMembership;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A user's membership of a group. */
export type EventMembership = {
  /** The directory of both. */
  readonly directory_id: string;
  readonly user: EventUser;
  readonly group: DirectoryGroup;
};

/** A directory was created or switched. */
export type DirectoryEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.activated" | "rollcall.directory.enabled" | "rollcall.directory.disabled";
  readonly data: EventDirectory;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A directory as of the event. */
export type EventDirectory = {
  /** Always `directory`. */
  readonly object: "directory";
  /** The directory's id. */
  readonly id: string;
  /** The organization it belongs to. */
  readonly organization_id: string;
  /** The identity provider. */
  readonly type:
    | "azure scim v2.0"
    | "cyberark scim v2.0"
    | "generic scim v2.0"
    | "jump cloud scim v2.0"
    | "okta scim v2.0"
    | "onelogin scim v2.0"
    | "pingfederate scim v2.0"
    | "rippling scim v2.0"
    | "sailpoint scim v2.0";
  /** Its name. */
  readonly name: string;
  /** When it was created. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
  /** Stands in the SCIM URL. */
  readonly external_key: string;
  /** Whether it is switched on: what the API calls `linked` and `unlinked`. */
  readonly state: "active" | "inactive";
  /** The organization's domains. */
  readonly domains: readonly {
    /** Always `organization_domain`. */
    readonly object: "organization_domain";
    /** The domain's id. */
    readonly id: string;
    /** The domain. */
    readonly domain: string;
  }[];
};

/** A directory ended. */
export type DirectoryDeletedEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.deleted";
  readonly data: DeletedEventDirectory;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A directory at its end. */
export type DeletedEventDirectory = {
  /** Always `directory`. */
  readonly object: "directory";
  /** The directory's id. */
  readonly id: string;
  /** The organization it belongs to. */
  readonly organization_id: string;
  /** The identity provider. */
  readonly type:
    | "azure scim v2.0"
    | "cyberark scim v2.0"
    | "generic scim v2.0"
    | "jump cloud scim v2.0"
    | "okta scim v2.0"
    | "onelogin scim v2.0"
    | "pingfederate scim v2.0"
    | "rippling scim v2.0"
    | "sailpoint scim v2.0";
  /** Its name. */
  readonly name: string;
  /** When it was created. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
  /** Always `deleting`. */
  readonly state: "deleting";
};

/** A directory's SCIM token was created or revoked. */
export type TokenEvent = {
  /** Always `event`. */
  readonly object: "event";
  /** The event's id; the same in a webhook. */
  readonly id: string;
  /** What happened. */
  readonly event: "dsync.token.created" | "dsync.token.revoked";
  readonly data: EventToken;
  /** When it happened. */
  readonly created_at: string;
  readonly context: EventContext;
};

/** A SCIM token, without its secret. */
export type EventToken = {
  /** Always `directory_token`. */
  readonly object: "directory_token";
  /** The token's id. */
  readonly id: string;
  /** The directory that it opens. */
  readonly directory_id: string;
  /** The organization that the directory belongs to. */
  readonly organization_id: string;
  /** Its last four characters. */
  readonly token_suffix: string;
  /** When the token was created. */
  readonly created_at: string;
};

/** Where events are posted to. */
export type WebhookEndpoint = {
  /** Always `webhook_endpoint`. */
  readonly object: "webhook_endpoint";
  /** The endpoint's id. */
  readonly id: string;
  /** Where events are posted to; https. */
  readonly endpoint_url: string;
  /** The key that its deliveries are signed with. */
  readonly secret: string;
  /** Whether events are sent. */
  readonly status: "enabled" | "disabled";
  /** The event types that it receives. */
  readonly events: readonly string[];
  /** Why Rollcall disabled it: it answered 410, or failed for days; null otherwise. */
  readonly disabled_reason: "gone" | "failing" | null;
  /** The first failure since its last success; null when all is well. */
  readonly failing_since: string | null;
  /** `fifo`: one directory's events arrive in order. */
  readonly ordering: "fifo" | "unordered";
  /** When it was created. */
  readonly created_at: string;
  /** When it last changed. */
  readonly updated_at: string;
};

/** A webhook endpoint to create. */
export type CreateWebhookEndpoint = {
  /** Where events are posted to; https. */
  readonly endpoint_url: string;
  /** The event types that it receives. */
  readonly events: readonly string[];
};

/** One page of a list. */
export type WebhookEndpointList = {
  /** Always `list`. */
  readonly object: "list";
  /** The items of this page. */
  readonly data: readonly WebhookEndpoint[];
  readonly list_metadata: ListMetadata;
};

/** What to change of a webhook endpoint. */
export type UpdateWebhookEndpoint = {
  /** Where events are posted to; https. */
  readonly endpoint_url?: string | undefined;
  /** The event types that it receives. */
  readonly events?: readonly string[] | undefined;
  /** Whether events are sent. */
  readonly status?: "enabled" | "disabled" | undefined;
};

/** A link into the admin portal. */
export type PortalLink = {
  /** Opens the portal once, within five minutes. Send the admin there at once. */
  readonly link: string;
};

/** A link into the admin portal to make. */
export type GeneratePortalLink = {
  /** The organization that the link is for. */
  readonly organization: string;
  /** What is to be set up. Only `dsync` (Directory Sync) is supported so far. */
  readonly intent: string;
  /** Where the admin goes back to at any time; https (http to this machine where private webhook targets are allowed). */
  readonly return_url?: string | undefined;
  /** Where the admin goes once provisioning works; the same rules. */
  readonly success_url?: string | undefined;
  /** Kept for compatibility; Rollcall does not use it. */
  readonly intent_options?: { readonly [key: string]: unknown } | undefined;
  /** Kept for compatibility; Rollcall does not send the link, your application does. */
  readonly admin_emails?: readonly string[] | undefined;
  /** The newer name of `admin_emails`. */
  readonly it_contact_emails?: readonly string[] | undefined;
};

/** What “List organizations” can be asked for. */
export type ListOrganizationsQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
  /** Only those that own one of these domains. */
  readonly domains?: readonly string[] | undefined;
  /** Only those whose name contains this text. */
  readonly search?: string | undefined;
};

/** What “List directories” can be asked for. */
export type ListDirectoriesQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
  /** Only those of this organization. */
  readonly organization_id?: string | undefined;
  /** Only those whose name contains this text. */
  readonly search?: string | undefined;
  /** Only those of this domain. */
  readonly domain?: string | undefined;
};

/** What “List a directory's tokens” can be asked for. */
export type ListDirectoryTokensQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
};

/** What “List what the provider sent to a directory and how it was answered” can be asked for. */
export type ListScimRequestsQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
  /** `ok` for answers below 400, `failed` for the others. */
  readonly outcome?: string | undefined;
  /** Only those with this diagnosis. */
  readonly diagnosis?: string | undefined;
  /** Only those whose path or query contains this text. */
  readonly search?: string | undefined;
};

/** What “List the users of a directory or a group” can be asked for. */
export type ListDirectoryUsersQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
  /** The users of this directory. */
  readonly directory?: string | undefined;
  /** The direct members of this group. */
  readonly group?: string | undefined;
  /** Only the one with this id at the provider; needs `directory`. */
  readonly idp_id?: string | undefined;
  /** Only those with this address, in any case; needs `directory`. */
  readonly email?: string | undefined;
};

/** What “List the groups of a directory or a user” can be asked for. */
export type ListDirectoryGroupsQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
  /** The groups of this directory. */
  readonly directory?: string | undefined;
  /** The groups that this user is a direct member of. */
  readonly user?: string | undefined;
};

/** What “List events, oldest first” can be asked for. */
export type ListEventsQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
  /** Only these types; `dsync.user.*` stands for all that start so. The ten `dsync.*` events unless given. */
  readonly events?: readonly string[] | undefined;
  /** From this time on. ISO 8601. */
  readonly range_start?: string | undefined;
  /** Before this time. ISO 8601. */
  readonly range_end?: string | undefined;
  /** Only those of this organization. */
  readonly organization_id?: string | undefined;
};

/** What “List webhook endpoints” can be asked for. */
export type ListWebhookEndpointsQuery = {
  /** How many items a page has at most. */
  readonly limit?: number | undefined;
  /** The page that ends before this id. */
  readonly before?: string | undefined;
  /** The page that starts after this id. */
  readonly after?: string | undefined;
  /** By creation: `asc` oldest first, `desc` newest first, `normal` newest first with `before` fetching older and `after` newer items. */
  readonly order?: "asc" | "desc" | "normal" | undefined;
};
