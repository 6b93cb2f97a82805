import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiKeys } from "../../access/api-keys.ts";
import type { CustomSchemas } from "../../directory/custom-schemas.ts";
import type { Directories } from "../../directory/directories.ts";
import type { DirectoryReads } from "../../directory/directory-reads.ts";
import type { DirectoryTokens } from "../../directory/directory-tokens.ts";
import type { Organizations } from "../../directory/organizations.ts";
import type { EventLog } from "../../events/event-log.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/logger.ts";
import type { PortalLinks } from "../../portal/portal-links.ts";
import type { RequestStore } from "../../requests/request-store.ts";
import type { WebhookEndpoints } from "../../webhooks/endpoints.ts";
import type { FailureLimit } from "../failure-limit.ts";
import { registerCustomSchemas } from "./custom-schemas.ts";
import { registerDirectories } from "./directories.ts";
import { registerDirectoryGroups } from "./directory-groups.ts";
import { registerDirectoryRequests } from "./directory-requests.ts";
import { registerDirectoryTokens } from "./directory-tokens.ts";
import { registerDirectoryUsers } from "./directory-users.ts";
import { answerError, invalidParameters } from "./errors.ts";
import { registerEvents } from "./events.ts";
import { type IdentifyBrowser, nameRequest, readJson, refuseNul, requireApiKey } from "./guards.ts";
import type { ManagementApp, ManagementEnv } from "./management-env.ts";
import { type OpenApiDocument, openApiDocument } from "./openapi-document.ts";
import { registerOrganizations } from "./organizations.ts";
import { registerPortal } from "./portal.ts";
import { registerWebhookEndpoints } from "./webhook-endpoints.ts";

export type ManagementDeps = {
  readonly apiKeys: Pick<ApiKeys, "verify">;
  readonly organizations: Organizations;
  readonly directories: Directories;
  readonly tokens: DirectoryTokens;
  readonly customSchemas: CustomSchemas;
  readonly reads: DirectoryReads;
  readonly requests: RequestStore;
  readonly events: EventLog;
  readonly webhooks: WebhookEndpoints;
  readonly portalLinks: PortalLinks;
  readonly failureLimit: FailureLimit;
  /** The dashboard's way in, beside API keys. */
  readonly identifyBrowser: IdentifyBrowser;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly logger: Logger;
};

/**
 * The management API. It stands at the root, because SDKs drop a path from their base URL, and answers every
 * address there: `app.fetch(request, { clientAddress })`.
 */
export function createManagementApp(deps: ManagementDeps): ManagementApp {
  const app: ManagementApp = new OpenAPIHono<ManagementEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidParameters(result.error);
    },
  });
  app.onError((error, c) => answerError(error, c, deps.logger));
  app.use(nameRequest);
  serveOpenApi(app, deps.publicUrl);
  app.use(refuseNul, requireApiKey(deps.apiKeys, deps.failureLimit, deps.identifyBrowser), readJson);

  registerOrganizations(app, deps.organizations);
  registerDirectories(app, deps.directories, deps.publicUrl);
  registerDirectoryTokens(app, deps.tokens);
  registerCustomSchemas(app, deps.customSchemas);
  registerDirectoryRequests(app, deps.requests, deps.directories);
  registerDirectoryUsers(app, deps.reads);
  registerDirectoryGroups(app, deps.reads);
  registerEvents(app, deps.events);
  registerWebhookEndpoints(app, deps.webhooks);
  registerPortal(app, deps.portalLinks);

  const methodsOf = knownMethods(app);
  app.notFound((c) => {
    const allowed = methodsOf(c.req.path);
    if (allowed.length === 0) {
      const refusal = new AppError("entity_not_found", `There is nothing at ${c.req.path}.`);
      return answerError(refusal, c, deps.logger);
    }
    c.header("Allow", allowed.join(", "));
    const message = `${c.req.path} does not take ${c.req.method}; it takes ${allowed.join(", ")}.`;
    return answerError(new AppError("method_not_allowed", message), c, deps.logger);
  });
  return app;
}

/** Open to all: it says nothing of the installation but its address, and tools that read it have no key. */
function serveOpenApi(app: ManagementApp, publicUrl: string): void {
  let document: OpenApiDocument | undefined;
  app.get("/openapi.json", (c) => {
    document ??= openApiDocument(app, publicUrl);
    return c.json(document);
  });
}

/** Which methods the routes take at a path: none for one that does not exist. */
function knownMethods(app: ManagementApp): (path: string) => readonly string[] {
  const routes = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === "route"
      ? [
          {
            method: definition.route.method.toUpperCase(),
            shape: new RegExp(`^${definition.route.path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
          },
        ]
      : [],
  );
  return (path) => routes.filter(({ shape }) => shape.test(path)).map(({ method }) => method);
}
