import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../../test/databases.ts";
import {
  type Answer,
  type ApiServer,
  connectedDirectory,
  eventsOf,
  type Items,
  type Json,
  startApiServer,
} from "./api-server.ts";

describe.each(engines)("GET /events on %s", (engine) => {
  let server: ApiServer;
  let acme: Awaited<ReturnType<typeof connectedDirectory>>;
  let all: Items;
  beforeAll(async () => {
    server = await startApiServer(engine);
    acme = await connectedDirectory(server, "Acme");
    const rival = await connectedDirectory(server, "Rival");
    const ada = await acme.user("ada@acme.com", { displayName: 'Åda 😀 \u2028 "quoted"' });
    await rival.user("bob@rival.com");
    await acme.group("Staff", [ada.id]);
    await eventsOf(server, `organization_id=${rival.organization.id}`, 2);
    all = await eventsOf(server, `organization_id=${acme.organization.id}`, 4);
  });
  afterAll(() => server?.close());

  const types = (events: readonly Json[]) => events.map(({ event }) => event);
  const list = (query: string) =>
    server.call("GET", `/events?organization_id=${acme.organization.id}&${query}`);

  test("without order the oldest comes first, and an event has the contract's shape", async () => {
    expect(types(all)).toEqual([
      "dsync.activated",
      "dsync.user.created",
      "dsync.group.created",
      "dsync.group.user_added",
    ]);
    expect(all[1]).toEqual({
      object: "event",
      id: expect.stringMatching(/^event_[0-9A-HJKMNP-TV-Z]{26}$/),
      event: "dsync.user.created",
      data: expect.objectContaining({ object: "directory_user", email: "ada@acme.com", raw_attributes: {} }),
      created_at: expect.stringMatching(/Z$/),
      context: expect.objectContaining({ actor: expect.objectContaining({ source: "system" }) }),
    });
    expect(all[1].data).not.toHaveProperty("groups");
    expect(all[0].context.actor).toEqual({ id: "environment", source: "api", name: "ROLLCALL_API_KEY" });
  });

  test("the bytes are those that JSON.stringify would write", async () => {
    const { text } = await list("");
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
    expect(text).toContain("Åda 😀");
  });

  test.each([
    ["events=dsync.user.created%2Cdsync.group.created", 2],
    ["events=dsync.user.created&events=dsync.group.created", 2],
    ["events[0]=dsync.user.created&events[1]=dsync.group.created", 2],
    ["events%5B0%5D=dsync.user.created&events%5B1%5D=dsync.group.created", 2],
    ["events[]=dsync.user.created&events[]=dsync.group.created", 2],
    ["events=dsync.*", 4],
    ["events=dsync.user.*", 1],
    ["events=dsync.group.*,dsync.user.*", 3],
    ["events=dsync.token.created", 1],
    ["events=user.created,dsync.user.created", 1],
    ["events=user.created", 0],
    ["events=", 4],
  ])("?%s selects %i", async (query, count) => {
    const answer = await list(query);
    expect([answer.status, answer.body.data?.length]).toEqual([200, count]);
  });

  test("a typing error in one of our names is refused", async () => {
    const answer = await list("events=dsync.user.create,dsync.usr.*");
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ field, code }: Json) => [field, code])).toEqual([
      ["events", "unknown_event_type"],
      ["events", "unknown_event_type"],
    ]);
  });

  test("a cursor walks the log without a gap, in both orders", async () => {
    const walk = async (order: string) => {
      const seen: Json[] = [];
      let after: string | null = null;
      do {
        const cursor: string = after ? `&after=${after}` : "";
        const { body }: Answer = await list(`limit=1${order}${cursor}`);
        seen.push(...body.data);
        after = body.list_metadata.after;
      } while (after && seen.length < 10);
      return seen.map(({ id }) => id);
    };
    const ids = all.map(({ id }) => id);
    expect(await walk("")).toEqual(ids);
    expect(await walk("&order=desc")).toEqual([...ids].reverse());
    const before = await list(`before=${ids[2]}`);
    expect(before.body.data.map(({ id }: Json) => id)).toEqual(ids.slice(0, 2));
    const none = await list(`after=${ids.at(-1)}`);
    expect(none.body).toEqual({ object: "list", data: [], list_metadata: { before: null, after: null } });
  });

  test("a range of time holds its start and not its end", async () => {
    const [first, second] = all;
    const from = encodeURIComponent(second.created_at);
    const since = await list(`range_start=${from}`);
    expect(since.body.data.map(({ id }: Json) => id)).toEqual(
      all.filter(({ created_at }) => created_at >= second.created_at).map(({ id }) => id),
    );
    const until = await list(`range_end=${from}`);
    expect(until.body.data.map(({ id }: Json) => id)).toEqual(
      all.filter(({ created_at }) => created_at < second.created_at).map(({ id }) => id),
    );
    expect(
      (await list(`range_start=2000-01-01&range_end=${encodeURIComponent(first.created_at)}`)).body.data,
    ).toEqual([]);
    expect((await list("range_start=2000-01-01T00:00:00+02:00")).body.data).toHaveLength(4);
  });

  test.each([
    ["after=event_00000000000000000000000000", 400, "invalid_cursor"],
    ["after=nonsense", 400, "invalid_cursor"],
    ["range_start=yesterday", 422, "invalid_request_parameters"],
    ["range_end=2026-13-45", 422, "invalid_request_parameters"],
    ["limit=0", 422, "invalid_request_parameters"],
    ["limit=101", 422, "invalid_request_parameters"],
    ["limit=ten", 422, "invalid_request_parameters"],
    ["order=sideways", 422, "invalid_request_parameters"],
    ["after=event_x&range_start=2026-01-01", 422, "invalid_request_parameters"],
  ])("?%s answers %i %s", async (query, status, code) => {
    const answer = await list(query);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    for (const entry of answer.body.errors ?? []) expect(entry.code).toEqual(expect.any(String));
  });
});
