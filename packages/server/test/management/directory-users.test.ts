import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { type ApiServer, connectedDirectory, type Json, startApiServer } from "./api-server.ts";

describe.each(engines)("directory users and groups on %s", (engine) => {
  let server: ApiServer;
  let acme: Awaited<ReturnType<typeof connectedDirectory>>;
  let rival: Awaited<ReturnType<typeof connectedDirectory>>;
  const scimIds: Record<string, string> = {};

  beforeAll(async () => {
    server = await startApiServer(engine);
    acme = await connectedDirectory(server, "Acme");
    rival = await connectedDirectory(server, "Rival");
    for (const name of ["ada", "bob", "cid", "dan", "eve"]) {
      scimIds[name] = (await acme.user(`${name}@acme.com`)).id;
      await rival.user(`${name}@acme.com`);
    }
    await acme.group(
      "Staff",
      ["ada", "bob", "cid", "dan", "eve"].map((name) => scimIds[name] ?? ""),
    );
    await acme.group("Admins", [scimIds.ada ?? ""]);
    await rival.group("Staff");
  });
  afterAll(() => server?.close());

  const get = async (path: string) => (await server.call("GET", path)).body;
  const names = (list: Pick<Json, "data">) =>
    list.data.map((user: Json) => user.username?.split("@")[0] ?? user.name);
  const ofAcme = (query = "") => get(`/directory_users?directory=${acme.directory.id}&${query}`);

  test("a user is read with its groups and the SCIM resource as received", async () => {
    const { data } = await ofAcme("email=ADA%40acme.com");
    expect(data).toHaveLength(1);
    const [user] = data;
    expect(user).toMatchObject({
      object: "directory_user",
      id: expect.stringMatching(/^directory_user_[0-9A-HJKMNP-TV-Z]{26}$/),
      directory_id: acme.directory.id,
      organization_id: acme.organization.id,
      idp_id: "ext-ada@acme.com",
      email: "ada@acme.com",
      first_name: "Given",
      last_name: "ada",
      state: "active",
      username: "ada@acme.com",
      job_title: null,
      emails: [{ primary: true, type: "work", value: "ada@acme.com" }],
    });
    expect(user.groups.map(({ name }: Json) => name)).toEqual(["Staff", "Admins"]);
    expect(user.groups[0]).toMatchObject({ object: "directory_group", directory_id: acme.directory.id });
    expect(user.raw_attributes).toMatchObject({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      id: scimIds.ada,
      externalId: "ext-ada@acme.com",
      userName: "ada@acme.com",
      name: { givenName: "Given", familyName: "ada" },
    });
    expect(await get(`/directory_users/${user.id}`)).toEqual(user);
  });

  test("groups are an array for a user who is in none", async () => {
    const { data } = await get(`/directory_users?directory=${rival.directory.id}&limit=1`);
    expect(data[0].groups).toEqual([]);
  });

  test("a group is read in the contract's shape", async () => {
    const { data } = await get(`/directory_groups?directory=${acme.directory.id}&order=asc`);
    expect(names({ data })).toEqual(["Staff", "Admins"]);
    expect(data[0]).toMatchObject({
      object: "directory_group",
      id: expect.stringMatching(/^directory_group_/),
      idp_id: "Staff",
      directory_id: acme.directory.id,
      organization_id: acme.organization.id,
      raw_attributes: { displayName: "Staff" },
    });
    expect(data[0].raw_attributes).not.toHaveProperty("members");
    expect(await get(`/directory_groups/${data[0].id}`)).toEqual(data[0]);
  });

  test.each(["directory", "group"])(
    "the users of a %s are walked page by page, in both orders",
    async (by) => {
      const staff = (await get(`/directory_groups?directory=${acme.directory.id}&order=asc`)).data[0];
      const filter = by === "group" ? `group=${staff.id}` : `directory=${acme.directory.id}`;
      const walk = async (order: string) => {
        const seen: string[] = [];
        let after: string | null = null;
        do {
          const cursor: string = after ? `&after=${after}` : "";
          const page: Json = await get(`/directory_users?${filter}&limit=2&order=${order}${cursor}`);
          seen.push(...names(page));
          after = page.list_metadata.after;
          expect(seen.length).toBeLessThanOrEqual(5);
        } while (after);
        return seen;
      };
      expect(await walk("asc")).toEqual(["ada", "bob", "cid", "dan", "eve"]);
      expect(await walk("desc")).toEqual(["eve", "dan", "cid", "bob", "ada"]);
      const first = await get(`/directory_users?${filter}&limit=2&order=asc`);
      const second = await get(
        `/directory_users?${filter}&limit=2&order=asc&after=${first.list_metadata.after}`,
      );
      const back = await get(
        `/directory_users?${filter}&limit=2&order=asc&before=${second.list_metadata.before}`,
      );
      expect(names(back)).toEqual(names(first));
    },
  );

  test("a member walk goes on when the user at the cursor was deleted meanwhile", async () => {
    const temp = await connectedDirectory(server, "Temp");
    const ids: string[] = [];
    for (const name of ["one", "two", "three"]) ids.push((await temp.user(`${name}@temp.com`)).id);
    await temp.group("All", ids);
    const group = (await get(`/directory_groups?directory=${temp.directory.id}`)).data[0];
    const first = await get(`/directory_users?group=${group.id}&limit=1&order=asc`);
    await server.scim(temp.token, "DELETE", `${temp.base}/Users/${ids[0]}`);
    const rest = await get(`/directory_users?group=${group.id}&order=asc&after=${first.list_metadata.after}`);
    expect(names(rest)).toEqual(["two", "three"]);
  });

  test("users are found by their id at the provider, groups by their member", async () => {
    expect(names(await ofAcme(`idp_id=${encodeURIComponent("ext-bob@acme.com")}`))).toEqual(["bob"]);
    expect(names(await ofAcme("idp_id=none"))).toEqual([]);
    expect(names(await ofAcme("email=none%40acme.com"))).toEqual([]);
    const [ada] = (await ofAcme("email=ada%40acme.com")).data;
    expect(names(await get(`/directory_groups?user=${ada.id}&order=asc`))).toEqual(["Staff", "Admins"]);
    expect(names(await get(`/directory_groups?user=${ada.id}&order=desc&limit=1`))).toEqual(["Admins"]);
    const admins = (await get(`/directory_groups?directory=${acme.directory.id}`)).data[0];
    expect(names(await get(`/directory_users?group=${admins.id}`))).toEqual(["ada"]);
    expect(names(await get(`/directory_users?directory=${acme.directory.id}&group=${admins.id}`))).toEqual([
      "ada",
    ]);
  });

  test("two directories with the same users never show one another's", async () => {
    const mine = await ofAcme("limit=100");
    const theirs = await get(`/directory_users?directory=${rival.directory.id}&limit=100`);
    expect(names(theirs).sort()).toEqual(names(mine).sort());
    for (const user of theirs.data) {
      expect(user.directory_id).toBe(rival.directory.id);
      expect(mine.data.map(({ id }: Json) => id)).not.toContain(user.id);
    }
    const staff = (await get(`/directory_groups?directory=${acme.directory.id}&order=asc`)).data[0];
    const crossed = await server.call(
      "GET",
      `/directory_users?directory=${rival.directory.id}&group=${staff.id}`,
    );
    expect(crossed.status).toBe(404);
    const [ada] = (await ofAcme("email=ada%40acme.com")).data;
    const path = `/directory_groups?directory=${rival.directory.id}&user=${ada.id}`;
    expect((await server.call("GET", path)).status).toBe(404);
    // By SCIM id through the other's token.
    expect((await server.scim(rival.token, "GET", `${rival.base}/Users/${scimIds.ada}`)).status).toBe(404);
    expect((await server.scim(rival.token, "GET", `${acme.base}/Users/${scimIds.ada}`)).status).toBe(404);
  });

  test("in delete mode a deactivated user is not there, and comes back as another", async () => {
    const gone = await connectedDirectory(server, "Gone", { deprovisioning: "delete" });
    const user = await gone.user("leaver@gone.com");
    await gone.group("Team", [user.id]);
    const list = () => get(`/directory_users?directory=${gone.directory.id}`);
    const [before] = (await list()).data;
    const team = (await get(`/directory_groups?directory=${gone.directory.id}`)).data[0];
    const activate = (value: boolean) =>
      server.scim(gone.token, "PATCH", `${gone.base}/Users/${user.id}`, {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "replace", value: { active: value } }],
      });
    await activate(false);
    expect((await list()).data).toEqual([]);
    expect((await server.call("GET", `/directory_users/${before.id}`)).status).toBe(404);
    expect((await get(`/directory_users?group=${team.id}`)).data).toEqual([]);
    expect((await get(`/directories/${gone.directory.id}`)).metadata.users).toEqual({
      active: 0,
      inactive: 0,
    });
    await activate(true);
    const [after] = (await list()).data;
    expect(after.id).not.toBe(before.id);
    expect(names(await get(`/directory_users?group=${team.id}`))).toEqual(["leaver"]);
  });

  test.each([
    ["/directory_users", 422, "directory"],
    ["/directory_groups", 422, "directory"],
    ["/directory_users?idp_id=x&group=directory_group_x", 422, "directory"],
    ["/directory_users?directory=directory_none", 404, undefined],
    ["/directory_users?group=directory_group_none", 404, undefined],
    ["/directory_groups?directory=directory_none", 404, undefined],
    ["/directory_groups?user=directory_user_none", 404, undefined],
    ["/directory_users/directory_user_none", 404, undefined],
    ["/directory_groups/directory_group_none", 404, undefined],
  ])("GET %s answers %i", async (path, status, field) => {
    const answer = await server.call("GET", path);
    expect(answer.status).toBe(status);
    expect(answer.body.errors?.[0].field).toBe(field);
  });

  test("a cursor that is no id is refused where it has to be resolved", async () => {
    const staff = (await get(`/directory_groups?directory=${acme.directory.id}&order=asc`)).data[0];
    const answer = await server.call("GET", `/directory_users?group=${staff.id}&after=nonsense`);
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_cursor"]);
  });
});
