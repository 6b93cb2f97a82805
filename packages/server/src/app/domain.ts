import { type ApiKeys, createApiKeys } from "../access/api-keys.ts";
import { createOperatorSessions, type OperatorSessions } from "../access/operator-sessions.ts";
import type { Config, Secrets } from "../config/config.ts";
import { type CustomSchemas, createCustomSchemas } from "../directory/custom-schemas.ts";
import { ensureDefaultDirectory } from "../directory/default-directory.ts";
import { createDirectories, type Directories } from "../directory/directories.ts";
import type { DirectoryReads } from "../directory/directory-reads.ts";
import { createDirectoryTokens, type DirectoryTokens } from "../directory/directory-tokens.ts";
import type { ReadInstallationCounts } from "../directory/installation-counts.ts";
import { createOrganizations, type Organizations } from "../directory/organizations.ts";
import { createScimAuthenticator, type ScimAuthenticator } from "../directory/scim-authentication.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Sealer } from "../kernel/sealing.ts";
import { createUsageRecorder, type UsageRecorder } from "../kernel/usage-recorder.ts";
import { createPortalLinks, type PortalLinks } from "../portal/portal-links.ts";
import { createPortalScopes, type OpenPortalScope } from "../portal/portal-scope.ts";
import { createPortalSessions, type PortalSessions } from "../portal/portal-sessions.ts";
import { createRequestRecorder, type RequestRecorder } from "../requests/request-recorder.ts";
import type { RequestStore } from "../requests/request-store.ts";
import type { Storage } from "../storage/storage.ts";
import { createApiKeyStore } from "../storage/stores/api-key-store.ts";
import { createCustomSchemaStore } from "../storage/stores/custom-schema-store.ts";
import { createDirectoryReads } from "../storage/stores/directory-reads.ts";
import { createDirectoryStore } from "../storage/stores/directory-store.ts";
import { createDirectoryTokenStore } from "../storage/stores/directory-token-store.ts";
import { createInstallationCounts } from "../storage/stores/installation-counts.ts";
import { createOperatorSessionStore } from "../storage/stores/operator-session-store.ts";
import { createOrganizationStore } from "../storage/stores/organization-store.ts";
import { createPortalStore } from "../storage/stores/portal-store.ts";
import { createRequestStore } from "../storage/stores/request-store.ts";
import { createWebhookStore } from "../storage/stores/webhook-store.ts";
import { createWebhookEndpoints, type WebhookEndpoints } from "../webhooks/endpoints.ts";

/** What the HTTP rooms call: the domain over this database. */
export type Domain = {
  readonly organizations: Organizations;
  readonly directories: Directories;
  readonly tokens: DirectoryTokens;
  readonly customSchemas: CustomSchemas;
  readonly reads: DirectoryReads;
  readonly apiKeys: ApiKeys;
  readonly webhooks: WebhookEndpoints;
  readonly authenticator: ScimAuthenticator;
  readonly operatorSessions: OperatorSessions;
  readonly portalLinks: PortalLinks;
  readonly portalSessions: PortalSessions;
  readonly openPortalScope: OpenPortalScope;
  readonly readCounts: ReadInstallationCounts;
  readonly requests: RequestStore;
  readonly requestLog: RequestRecorder;
  /** Written in the background: when keys and tokens were last used. */
  readonly usage: readonly UsageRecorder[];
};

type DomainDeps = {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly storage: Storage;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly logger: Logger;
};

export async function createDomain(deps: DomainDeps): Promise<Domain> {
  const { config, secrets, clock, logger, sealer } = deps;
  const { engine } = deps.storage;
  const organizationStore = createOrganizationStore(engine);
  const directoryStore = createDirectoryStore(engine);
  const tokenStore = createDirectoryTokenStore(engine);
  const keyStore = createApiKeyStore(engine);
  const tokenUsage = createUsageRecorder({ clock, logger, write: (uses) => tokenStore.touch(uses) });
  const keyUsage = createUsageRecorder({ clock, logger, write: (uses) => keyStore.touch(uses) });

  const requests = createRequestStore(engine);
  const { idOfKey: directoryOfKey } = directoryStore;
  const requestLog = createRequestRecorder({ store: requests, directoryOfKey, logger });

  let authenticator: ScimAuthenticator | undefined;
  const onChange = (directoryId: string) => authenticator?.forget(directoryId);
  const directories = createDirectories({
    store: directoryStore,
    organizations: organizationStore,
    clock,
    defaultDeprovisioning: config.deprovisioning,
    onChange,
  });
  const organizations = createOrganizations({ store: organizationStore, directories, clock });
  const { scimToken, apiKey } = secrets;
  const staticToken = scimToken
    ? { token: scimToken, directoryId: await ensureDefaultDirectory(organizations, directories) }
    : undefined;
  authenticator = createScimAuthenticator({
    tokens: tokenStore,
    directories: directoryStore,
    clock,
    used: tokenUsage.used,
    ...(staticToken ? { staticToken } : {}),
  });

  const tokens = createDirectoryTokens({ store: tokenStore, directories: directoryStore, clock, onChange });
  const reads = createDirectoryReads(engine);
  const apiKeys = createApiKeys({
    store: keyStore,
    clock,
    used: keyUsage.used,
    ...(apiKey ? { bootstrapKey: apiKey } : {}),
  });

  return {
    organizations,
    directories,
    tokens,
    customSchemas: createCustomSchemas({
      store: createCustomSchemaStore(engine),
      directories: directoryStore,
      clock,
    }),
    reads,
    apiKeys,
    webhooks: createWebhookEndpoints({
      store: createWebhookStore(engine),
      sealer,
      clock,
      urlRules: { allowPrivateTargets: config.webhookAllowPrivate },
    }),
    authenticator,
    operatorSessions: createOperatorSessions({
      store: createOperatorSessionStore(engine),
      apiKeys,
      clock,
      ...(apiKey ? { bootstrapKey: apiKey } : {}),
    }),
    ...createPortal(deps),
    openPortalScope: createPortalScopes({ directories, tokens, reads }),
    readCounts: createInstallationCounts(engine),
    requests,
    requestLog,
    usage: [tokenUsage, keyUsage],
  };
}

function createPortal({ config, storage, clock }: Pick<DomainDeps, "config" | "storage" | "clock">) {
  const store = createPortalStore(storage.engine);
  const redirectRules = { allowLoopback: config.webhookAllowPrivate };
  return {
    portalLinks: createPortalLinks({ store, clock, publicUrl: config.publicUrl, redirectRules }),
    portalSessions: createPortalSessions({ store, clock }),
  };
}
