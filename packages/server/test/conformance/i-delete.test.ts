import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { expectRefusal, newName, path, type ScimEndpoint, useScimServer } from "../support/scim-endpoint.ts";

describe.each(engines)("deleting on %s", (engine) => {
  const server = useScimServer(engine);
  let endpoint: ScimEndpoint;
  beforeAll(async () => {
    endpoint = await server.open();
  });

  it("answers 204 without a body, and 404 from then on, to everything [I1a, I1b, I2b]", async () => {
    for (const one of [await endpoint.user(), await endpoint.group()]) {
      const answer = await endpoint.send("DELETE", path(one));
      expect(answer).toMatchObject({ status: 204, text: "" });
      for (const method of ["GET", "PUT", "DELETE"])
        expectRefusal(await endpoint.send(method, path(one), method === "PUT" ? one : undefined), 404);
      const operation = { op: "replace", path: "displayName", value: "x" };
      expectRefusal(await endpoint.patch(path(one), operation), 404);
      const type = path(one).startsWith("/Users") ? "Users" : "Groups";
      expect(await endpoint.find(type, `id eq "${one.id}"`)).toEqual([]);
      expect((await endpoint.list(`/${type}`)).map(({ id }) => id)).not.toContain(one.id);
    }
  });

  it("heeds If-Match [I2a]", async () => {
    const user = await endpoint.user();
    const old = { "If-Match": 'W/"none"' };
    expectRefusal(await endpoint.send("DELETE", path(user), undefined, old), 412);
    expect(await endpoint.get(path(user))).toEqual(user);
    const current = { "If-Match": user.meta.version };
    expect((await endpoint.send("DELETE", path(user), undefined, current)).status).toBe(204);
  });

  it("takes a user out of its groups, which get a new version, and a group from its users [I3a, I3b]", async () => {
    const [ann, bob] = [await endpoint.user(), await endpoint.user()];
    const group = await endpoint.group(newName(), [ann.id, bob.id]);
    await endpoint.send("DELETE", path(ann));
    const after = await endpoint.get(path(group));
    expect(after.members).toMatchObject([{ value: bob.id }]);
    expect(after.members).toHaveLength(1);
    expect(after.meta.version).not.toBe(group.meta.version);
    await endpoint.send("DELETE", path(group));
    expect(await endpoint.get(path(bob))).not.toHaveProperty("groups");
  });

  it("is not what active: false does [I4]", async () => {
    const user = await endpoint.user({ active: true });
    await endpoint.patch(path(user), { op: "replace", path: "active", value: false });
    expect(await endpoint.get(path(user))).toMatchObject({ id: user.id, active: false });
    expect(await endpoint.find("Users", `id eq "${user.id}"`)).toHaveLength(1);
  });
});
