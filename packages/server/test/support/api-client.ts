/** 32 characters or more, as the configuration demands. */
export const TEST_API_KEY = "sk_test_0123456789abcdefghijklmnopqrstuvwxyz";

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
};

export type TestEvent = {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** One customer: an organization with one directory, and the provider's way in. */
export type Tenant = {
  readonly organizationId: string;
  readonly directoryId: string;
  readonly externalKey: string;
  readonly token: string;
  readonly tokenId: string;
  /** The SCIM base URL's path. */
  readonly basePath: string;
  /** The same as a URL that reaches the server. */
  readonly scimUrl: string;
  scim(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The same, for requests that have to succeed. */
  must(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
};

export type TestApi = {
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The same, for requests that have to succeed. */
  mustApi(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  createTenant(settings?: object, name?: string): Promise<Tenant>;
  /** An organization's events, oldest first, of all the pages. */
  events(organizationId: string): Promise<readonly TestEvent[]>;
};

/** The application's and the provider's side of a server on this machine. */
export function createApiClient(port: number): TestApi {
  const origin = `http://127.0.0.1:${port}`;
  const api = (method: string, path: string, body?: unknown) =>
    call(origin + path, method, TEST_API_KEY, "application/json", body);
  const mustApi = async (method: string, path: string, body?: unknown) =>
    succeeded(method, path, await api(method, path, body));

  return {
    api,
    mustApi,
    async createTenant(settings = {}, name = "Acme") {
      const { id: organizationId } = await mustApi("POST", "/organizations", { name });
      const type = "generic scim v2.0";
      const created = await mustApi("POST", "/directories", {
        organization_id: organizationId,
        name,
        type,
        ...settings,
      });
      const token = await mustApi("POST", `/directories/${created.id}/tokens`, {});
      const basePath = `/scim/v2/${created.external_key}`;
      const scimUrl = origin + basePath;
      const scim = (method: string, path: string, body?: unknown) =>
        call(scimUrl + path, method, String(token.token), "application/scim+json", body);
      return {
        organizationId: String(organizationId),
        directoryId: String(created.id),
        externalKey: String(created.external_key),
        token: String(token.token),
        tokenId: String(token.id),
        basePath,
        scimUrl,
        scim,
        must: async (method, path, body) => succeeded(method, path, await scim(method, path, body)),
      };
    },
    async events(organizationId) {
      const found: TestEvent[] = [];
      for (let after = ""; ; ) {
        const path = `/events?limit=100&organization_id=${organizationId}${after && `&after=${after}`}`;
        const page = (await mustApi("GET", path)) as {
          data: readonly TestEvent[];
          list_metadata: { after: string | null };
        };
        found.push(...page.data);
        if (page.list_metadata.after === null) return found;
        after = page.list_metadata.after;
      }
    },
  };
}

async function call(
  url: string,
  method: string,
  credential: string,
  contentType: string,
  body: unknown,
): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${credential}`, "Content-Type": contentType },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, body: text === "" ? {} : JSON.parse(text) };
}

function succeeded(method: string, path: string, answer: ApiAnswer): Readonly<Record<string, unknown>> {
  if (answer.status < 300) return answer.body;
  throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
}
