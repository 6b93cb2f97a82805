import type {
  CreateDirectory,
  CreateDirectoryToken,
  CreateOrganization,
  CreateWebhookEndpoint,
  Directory,
  DirectoryGroup,
  DirectorySchema,
  DirectorySchemaList,
  DirectoryToken,
  DirectoryUser,
  Event,
  GeneratePortalLink,
  ListDirectoriesQuery,
  ListDirectoryGroupsQuery,
  ListDirectoryTokensQuery,
  ListDirectoryUsersQuery,
  ListEventsQuery,
  ListOrganizationsQuery,
  ListScimRequestsQuery,
  ListWebhookEndpointsQuery,
  NewDirectoryToken,
  Organization,
  PortalLink,
  PutDirectorySchema,
  ScimRequest,
  ScimRequestWithEvents,
  UpdateDirectory,
  UpdateOrganization,
  UpdateWebhookEndpoint,
  WebhookEndpoint,
} from "./generated/types.ts";
import { createListing, type Listing, type Page } from "./listing.ts";
import {
  type CallOptions,
  type ClientOptions,
  createSend,
  type QueryValue,
  type Send,
  segment,
} from "./send.ts";

export type Client = ReturnType<typeof createClient>;

/** The management API of one server, with the rights of one API key. */
export function createClient(options: ClientOptions) {
  const send = createSend(options);
  return {
    organizations: organizations(send),
    directories: directories(send),
    directoryTokens: directoryTokens(send),
    directorySchemas: directorySchemas(send),
    directoryRequests: directoryRequests(send),
    directoryUsers: directoryUsers(send),
    directoryGroups: directoryGroups(send),
    events: events(send),
    webhookEndpoints: webhookEndpoints(send),
    portal: portal(send),
  };
}

function organizations(send: Send) {
  const path = "/organizations";
  const at = (id: string) => `${path}/${segment(id)}`;
  return {
    create: (body: CreateOrganization, options?: CallOptions) =>
      send<Organization>({ method: "POST", path, body, creates: true, options }),
    list: (query: ListOrganizationsQuery = {}, options?: CallOptions) =>
      listing<Organization, ListOrganizationsQuery>(send, path, query, options),
    get: (id: string, options?: CallOptions) => send<Organization>({ method: "GET", path: at(id), options }),
    /** By the id that the application gave it. */
    getByExternalId: (externalId: string, options?: CallOptions) =>
      send<Organization>({ method: "GET", path: `${path}/external_id/${segment(externalId)}`, options }),
    /** Fields that are absent stay. */
    update: (id: string, body: UpdateOrganization, options?: CallOptions) =>
      send<Organization>({ method: "PUT", path: at(id), body, options }),
    /** With its directories. */
    delete: (id: string, options?: CallOptions) => send<void>({ method: "DELETE", path: at(id), options }),
  };
}

function directories(send: Send) {
  const path = "/directories";
  const at = (id: string) => `${path}/${segment(id)}`;
  return {
    create: (body: CreateDirectory, options?: CallOptions) =>
      send<Directory>({ method: "POST", path, body, creates: true, options }),
    list: (query: ListDirectoriesQuery = {}, options?: CallOptions) =>
      listing<Directory, ListDirectoriesQuery>(send, path, query, options),
    get: (id: string, options?: CallOptions) => send<Directory>({ method: "GET", path: at(id), options }),
    /** Fields that are absent stay. */
    update: (id: string, body: UpdateDirectory, options?: CallOptions) =>
      send<Directory>({ method: "PATCH", path: at(id), body, options }),
    enable: (id: string, options?: CallOptions) =>
      send<Directory>({ method: "POST", path: `${at(id)}/enable`, options }),
    /** Its users stay; its provider is refused. */
    disable: (id: string, options?: CallOptions) =>
      send<Directory>({ method: "POST", path: `${at(id)}/disable`, options }),
    /** With all its users and groups. */
    delete: (id: string, options?: CallOptions) => send<void>({ method: "DELETE", path: at(id), options }),
  };
}

function directoryTokens(send: Send) {
  const of = (directory: string) => `/directories/${segment(directory)}/tokens`;
  return {
    /** The answer holds the token itself, this once. */
    create: (directory: string, body: CreateDirectoryToken = {}, options?: CallOptions) =>
      send<NewDirectoryToken>({ method: "POST", path: of(directory), body, creates: true, options }),
    list: (directory: string, query: ListDirectoryTokensQuery = {}, options?: CallOptions) =>
      listing<DirectoryToken, ListDirectoryTokensQuery>(send, of(directory), query, options),
    /** It is refused within a second. */
    revoke: (directory: string, token: string, options?: CallOptions) =>
      send<void>({ method: "DELETE", path: `${of(directory)}/${segment(token)}`, options }),
  };
}

function directorySchemas(send: Send) {
  const of = (directory: string) => `/directories/${segment(directory)}/schemas`;
  const at = (directory: string, urn: string) => `${of(directory)}/${segment(urn)}`;
  return {
    /** All of them: a directory has few. */
    list: (directory: string, options?: CallOptions) =>
      send<DirectorySchemaList>({ method: "GET", path: of(directory), options }),
    get: (directory: string, urn: string, options?: CallOptions) =>
      send<DirectorySchema>({ method: "GET", path: at(directory, urn), options }),
    /** Adds it, or puts it in the place of the one with this URN. */
    put: (directory: string, urn: string, body: PutDirectorySchema, options?: CallOptions) =>
      send<DirectorySchema>({ method: "PUT", path: at(directory, urn), body, options }),
    /** What is stored under it stays. */
    delete: (directory: string, urn: string, options?: CallOptions) =>
      send<void>({ method: "DELETE", path: at(directory, urn), options }),
  };
}

function directoryRequests(send: Send) {
  const of = (directory: string) => `/directories/${segment(directory)}/requests`;
  return {
    /** What the provider sent, newest first. */
    list: (directory: string, query: ListScimRequestsQuery = {}, options?: CallOptions) =>
      listing<ScimRequest, ListScimRequestsQuery>(send, of(directory), query, options),
    /** With the events that it caused. */
    get: (directory: string, request: string, options?: CallOptions) =>
      send<ScimRequestWithEvents>({
        method: "GET",
        path: `${of(directory)}/${segment(request)}`,
        options,
      }),
  };
}

function directoryUsers(send: Send) {
  const path = "/directory_users";
  return {
    /** Of a directory, or the direct members of a group: one of the two has to be named. */
    list: (query: ListDirectoryUsersQuery, options?: CallOptions) =>
      listing<DirectoryUser, ListDirectoryUsersQuery>(send, path, query, options),
    get: (id: string, options?: CallOptions) =>
      send<DirectoryUser>({ method: "GET", path: `${path}/${segment(id)}`, options }),
  };
}

function directoryGroups(send: Send) {
  const path = "/directory_groups";
  return {
    /** Of a directory, or those that a user is a direct member of: one of the two has to be named. */
    list: (query: ListDirectoryGroupsQuery, options?: CallOptions) =>
      listing<DirectoryGroup, ListDirectoryGroupsQuery>(send, path, query, options),
    get: (id: string, options?: CallOptions) =>
      send<DirectoryGroup>({ method: "GET", path: `${path}/${segment(id)}`, options }),
  };
}

function events(send: Send) {
  return {
    /** Oldest first. Keep the last id and give it as `after` to go on from there. */
    list: (query: ListEventsQuery = {}, options?: CallOptions) =>
      listing<Event, ListEventsQuery>(send, "/events", query, options),
  };
}

function webhookEndpoints(send: Send) {
  const path = "/webhook_endpoints";
  const at = (id: string) => `${path}/${segment(id)}`;
  return {
    /** It receives what happens from now on. */
    create: (body: CreateWebhookEndpoint, options?: CallOptions) =>
      send<WebhookEndpoint>({ method: "POST", path, body, creates: true, options }),
    list: (query: ListWebhookEndpointsQuery = {}, options?: CallOptions) =>
      listing<WebhookEndpoint, ListWebhookEndpointsQuery>(send, path, query, options),
    get: (id: string, options?: CallOptions) =>
      send<WebhookEndpoint>({ method: "GET", path: at(id), options }),
    /** Fields that are absent stay. */
    update: (id: string, body: UpdateWebhookEndpoint, options?: CallOptions) =>
      send<WebhookEndpoint>({ method: "PATCH", path: at(id), body, options }),
    /** With its pending deliveries. */
    delete: (id: string, options?: CallOptions) => send<void>({ method: "DELETE", path: at(id), options }),
  };
}

function portal(send: Send) {
  return {
    /** Opens the portal once, within five minutes. */
    generateLink: (body: GeneratePortalLink, options?: CallOptions) =>
      send<PortalLink>({ method: "POST", path: "/portal/generate_link", body, creates: true, options }),
  };
}

function listing<Item, Query extends { readonly [name in keyof Query]: QueryValue }>(
  send: Send,
  path: string,
  query: Query,
  options: CallOptions | undefined,
): Listing<Item> {
  return createListing(query, (page) =>
    send<Page<Item>>({ method: "GET", path, query: page as Readonly<Record<string, QueryValue>>, options }),
  );
}
