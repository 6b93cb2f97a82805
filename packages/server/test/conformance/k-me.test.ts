import { describe, it } from "vitest";
import { expectRefusal, useScimServer } from "../support/scim-endpoint.ts";

describe("/Me", () => {
  const server = useScimServer("sqlite");

  it.each(["GET", "POST", "PUT", "PATCH", "DELETE"])("is not offered: %s is 501 [K1a]", async (method) => {
    const endpoint = await server.open();
    expectRefusal(await endpoint.send(method, "/Me", method === "GET" ? undefined : {}), 501);
  });
});
