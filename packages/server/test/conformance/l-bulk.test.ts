import { describe, expect, it } from "vitest";
import { expectRefusal, useScimServer } from "../support/scim-endpoint.ts";

describe("a bulk request", () => {
  const server = useScimServer("sqlite", { ROLLCALL_RATE_LIMIT: "on" });
  const bulkUrn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

  it("counts each of its operations in the directory's rate limit [L8c]", async () => {
    const endpoint = await server.open();
    // Refused one by one, without a look at the storage, so that both requests fit into one second.
    const Operations = Array.from({ length: 1_000 }, () => ({ method: "GET", path: "/Users" }));
    for (const _ of [1, 2])
      expect((await endpoint.send("POST", "/Bulk", { schemas: [bulkUrn], Operations })).status).toBe(200);
    expectRefusal(await endpoint.send("GET", "/ServiceProviderConfig"), 429);
    const other = await server.open();
    expect((await other.send("GET", "/ServiceProviderConfig")).status).toBe(200);
  });
});
