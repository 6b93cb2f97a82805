import { type ApiKeys, createApiKeys } from "../access/api-keys.ts";
import type { Config, Secrets } from "../config/config.ts";
import { ensureDefaultDirectory } from "../directory/default-directory.ts";
import { createDirectories, type Directories } from "../directory/directories.ts";
import type { DirectoryReads } from "../directory/directory-reads.ts";
import { createDirectoryTokens, type DirectoryTokens } from "../directory/directory-tokens.ts";
import { createOrganizations, type Organizations } from "../directory/organizations.ts";
import { createScimAuthenticator, type ScimAuthenticator } from "../directory/scim-authentication.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Sealer } from "../kernel/sealing.ts";
import { createUsageRecorder, type UsageRecorder } from "../kernel/usage-recorder.ts";
import type { Storage } from "../storage/storage.ts";
import { createApiKeyStore } from "../storage/stores/api-key-store.ts";
import { createDirectoryReads } from "../storage/stores/directory-reads.ts";
import { createDirectoryStore } from "../storage/stores/directory-store.ts";
import { createDirectoryTokenStore } from "../storage/stores/directory-token-store.ts";
import { createOrganizationStore } from "../storage/stores/organization-store.ts";
import { createWebhookStore } from "../storage/stores/webhook-store.ts";
import { createWebhookEndpoints, type WebhookEndpoints } from "../webhooks/endpoints.ts";

/** What the HTTP rooms call: the domain over this database. */
export type Domain = {
  readonly organizations: Organizations;
  readonly directories: Directories;
  readonly tokens: DirectoryTokens;
  readonly reads: DirectoryReads;
  readonly apiKeys: ApiKeys;
  readonly webhooks: WebhookEndpoints;
  readonly authenticator: ScimAuthenticator;
  /** Written in the background: when keys and tokens were last used. */
  readonly usage: readonly UsageRecorder[];
};

export async function createDomain(deps: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly storage: Storage;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Domain> {
  const { config, secrets, clock, logger, sealer } = deps;
  const { engine } = deps.storage;
  const organizationStore = createOrganizationStore(engine);
  const directoryStore = createDirectoryStore(engine);
  const tokenStore = createDirectoryTokenStore(engine);
  const keyStore = createApiKeyStore(engine);
  const tokenUsage = createUsageRecorder({ clock, logger, write: (uses) => tokenStore.touch(uses) });
  const keyUsage = createUsageRecorder({ clock, logger, write: (uses) => keyStore.touch(uses) });

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

  return {
    organizations,
    directories,
    tokens: createDirectoryTokens({ store: tokenStore, directories: directoryStore, clock, onChange }),
    reads: createDirectoryReads(engine),
    apiKeys: createApiKeys({
      store: keyStore,
      clock,
      used: keyUsage.used,
      ...(apiKey ? { bootstrapKey: apiKey } : {}),
    }),
    webhooks: createWebhookEndpoints({
      store: createWebhookStore(engine),
      sealer,
      clock,
      urlRules: { allowPrivateTargets: config.webhookAllowPrivate },
    }),
    authenticator,
    usage: [tokenUsage, keyUsage],
  };
}
