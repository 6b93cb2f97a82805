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
  userResourceType,
} from "@rollcall/scim";

export type SeenRequest = {
  readonly method: string;
  /** Below the base URL, undecoded. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: unknown;
};

/** Our own SCIM provider over a memory repository, behind a real socket. `authorization` is what it lets in. */
export const startRollcall = async (
  profile: ProfileName,
  authorization = "Bearer t",
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
    if (request.headers.authorization !== authorization) return void response.writeHead(401).end("{}");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString("utf8");
    const { method, url: target, headers } = request;
    const body = sent === "" ? undefined : (JSON.parse(sent) as unknown);
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
    response.writeHead(answer.status, answer.headers).end(answer.body);
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
