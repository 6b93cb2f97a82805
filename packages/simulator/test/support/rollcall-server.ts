import * as http from "node:http";
import type { AddressInfo } from "node:net";
import {
  compileResourceType,
  createMemoryRepository,
  groupResourceType,
  handle,
  type ProfileName,
  type ProviderContext,
  profiles,
  type ScimResponse,
  userResourceType,
} from "@rollcall/scim";

export type SeenRequest = {
  readonly method: string;
  /** Below the base URL, undecoded. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
};

/** Text that is no JSON stays text. */
const parsed = (sent: string): unknown => {
  try {
    return JSON.parse(sent);
  } catch {
    return sent === "" ? undefined : sent;
  }
};

/** What a faulty server makes of our answer. */
export type Spoil = (answer: ScimResponse, request: SeenRequest) => ScimResponse;

const unauthorized = (response: http.ServerResponse): void => {
  const body = { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "401", detail: "No." };
  const headers = { "Content-Type": "application/scim+json", "WWW-Authenticate": "Bearer" };
  response.writeHead(401, headers).end(JSON.stringify(body));
};

/** Our own SCIM provider over a memory repository, behind a real socket. `authorization` is what it lets in. */
export const startRollcall = async (
  profile: ProfileName,
  authorization = "Bearer t",
  spoil: Spoil = (answer) => answer,
): Promise<
  AsyncDisposable & { readonly url: string; readonly requests: string[]; readonly seen: SeenRequest[] }
> => {
  const resourceTypes = [userResourceType, groupResourceType].map(compileResourceType);
  const repository = createMemoryRepository({ resourceTypes, now: () => new Date().toISOString() });
  const requests: string[] = [];
  const seen: SeenRequest[] = [];
  let context: ProviderContext;
  const server = http.createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (request.headers.authorization !== authorization) return void unauthorized(response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString("utf8");
    const { method, url: target, headers } = request;
    const body = parsed(sent);
    seen.push({ method: method!, path: target!.replace("/scim/v2", ""), headers, body });
    const [path = "", query = ""] = request.url!.replace(/^\/+scim\/+v2/, "").split("?", 2);
    const answer = await handle(
      {
        method: request.method!,
        path,
        query,
        headers: request.headers as Record<string, string | undefined>,
        ...(sent === "" ? {} : { body: sent }),
      },
      context,
    );
    const given = spoil(answer, seen.at(-1)!);
    response.writeHead(given.status, given.headers).end(given.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`;
  context = { repository, resourceTypes, baseUrl: url, profile: profiles[profile] };
  return {
    url,
    requests,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
