import { expect, onTestFinished, test } from "vitest";
import committed from "../../../../openapi/rollcall.json" with { type: "json" };
import { API_KEY, PUBLIC_URL, startApiServer } from "./api-server.ts";

test("the document is served to all, with this installation's address, and is the committed one", async () => {
  const server = await startApiServer("sqlite");
  onTestFinished(() => server.close());
  const answer = await fetch(`${server.origin}/openapi.json`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  const { servers, ...document } = (await answer.json()) as typeof committed;
  expect(servers).toEqual([{ url: PUBLIC_URL, description: "This installation." }]);
  const { servers: _, ...expected } = committed;
  expect(document).toEqual(expected);

  // Nothing else there is open.
  expect((await fetch(`${server.origin}/openapi.json`, { method: "POST" })).status).toBe(401);
  expect((await fetch(`${server.origin}/openapi.json/x`)).status).toBe(401);
  const headers = { Authorization: `Bearer ${API_KEY}` };
  expect((await fetch(`${server.origin}/openapi.json`, { method: "POST", headers })).status).toBe(404);
});
