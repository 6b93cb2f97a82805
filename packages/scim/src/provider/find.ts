import type { ResourceExchange } from "./exchange.ts";
import { noSuchResource } from "./outcome.ts";
import type { StoredResource } from "./repository.ts";

/** The resource at the URL, or 404 (RFC 7644 §3.4.1, §3.6). */
export async function find({ context, type, id }: ResourceExchange): Promise<StoredResource> {
  const resource = await context.repository.find(type.definition.name, id);
  if (resource === undefined) throw noSuchResource(type, id);
  return resource;
}
