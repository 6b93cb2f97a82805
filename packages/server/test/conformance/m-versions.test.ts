import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { expectRefusal, patchUrn, path, type ScimEndpoint, useScimServer } from "../support/scim-endpoint.ts";

describe.each(engines)("versions on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
  });

  const retitled = { schemas: [patchUrn], Operations: [{ op: "add", path: "title", value: "T" }] };

  it("stand in ETag and meta.version, the same and weak, on every answer with a resource [M1a, M1b]", async () => {
    const created = await endpoint.user();
    const answers = [
      await endpoint.send("GET", path(created)),
      await endpoint.send("PUT", path(created), { ...created, title: "A" }),
      await endpoint.send("PATCH", path(created), retitled),
    ];
    const tags = answers.map(({ headers, body }) => {
      expect(body.meta).toMatchObject({ version: headers.etag });
      expect(headers.etag).toMatch(/^W\/"[^"]+"$/);
      return headers.etag;
    });
    expect(new Set(tags).size).toBe(3);
    const [listed] = await endpoint.find("Users", `id eq "${created.id}"`);
    expect(listed?.meta.version).toBe(tags.at(-1));
  });

  it("spare a reader who has it the body [M2a, M3]", async () => {
    const user = await endpoint.user();
    const { version } = user.meta;
    for (const tag of [version, version.slice(2), `"other", ${version}`, "*"]) {
      const answer = await endpoint.send("GET", path(user), undefined, { "If-None-Match": tag });
      expect(answer).toMatchObject({ status: 304, text: "", headers: { etag: version } });
    }
    const other = await endpoint.send("GET", path(user), undefined, { "If-None-Match": 'W/"other"' });
    expect(other.status).toBe(200);
  });

  it("stop a writer who has another, and change nothing [M2b]", async () => {
    const user = await endpoint.user();
    const old = { "If-Match": 'W/"other", "more"' };
    expectRefusal(await endpoint.send("PUT", path(user), { ...user, title: "T" }, old), 412);
    expectRefusal(await endpoint.send("PATCH", path(user), retitled, old), 412);
    expectRefusal(await endpoint.send("DELETE", path(user), undefined, old), 412);
    expect(await endpoint.get(path(user))).toEqual(user);
  });

  it("let a writer pass who has it, weakly compared, or names none [M2c, M3, M4]", async () => {
    const user = await endpoint.user();
    for (const [index, of] of [
      (version: string) => version,
      (version: string) => version.slice(2),
      (version: string) => `"other", ${version}`,
      () => "*",
      () => undefined,
    ].entries()) {
      const { meta } = await endpoint.get(path(user));
      const tag = of(meta.version);
      const body = { ...user, title: `T${index}` };
      const put = await endpoint.send("PUT", path(user), body, tag === undefined ? {} : { "If-Match": tag });
      expect([tag, put.status]).toEqual([tag, 200]);
      expect(put.body.title).toBe(`T${index}`);
    }
    expect((await endpoint.send("DELETE", path(user))).status).toBe(204);
  });
});
