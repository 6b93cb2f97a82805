import { expect, it } from "vitest";
import { type Engine, engines } from "../../../test/databases.ts";
import { type FuzzReport, runFuzz } from "./support/fuzz-run.ts";
import { startLiveServer } from "./support/live-server.ts";
import { chooseSeed } from "./support/seeded-random.ts";
import { recordResult } from "./support/soak-results.ts";

const seed = chooseSeed("FUZZ_SEED");
const requests = Number(process.env.FUZZ_REQUESTS ?? 50_000);
/** Looks into a part of a run: from this request on, one at a time. */
const first = process.env.FUZZ_FIRST === undefined ? undefined : Number(process.env.FUZZ_FIRST);
/** PostgreSQL's round trips make a request several times slower, and what differs there is the SQL alone. */
const share: Readonly<Record<Engine, number>> = { sqlite: 1, postgres: 0.1 };
const MAX_HEAP_GROWTH = 64 * 1024 * 1024;
/** Only `npm run soak` sets it: on a busy machine the clock says nothing about the server. */
const maxBlockMs = Number(process.env.FUZZ_MAX_BLOCK_MS ?? Number.POSITIVE_INFINITY);

it.each(engines)(
  "a server on %s answers mutated requests without failing, growing, or touching another directory",
  { timeout: 120_000 + requests * 20 },
  async (engine) => {
    const count = Math.ceil(requests * share[engine]);
    console.info(`fuzz on ${engine}: FUZZ_SEED=${seed} FUZZ_REQUESTS=${requests}, of which ${count} here`);
    const server = await startLiveServer(engine);
    try {
      const bystander = await furnishBystander(server);
      const before = await server.database.digest(bystander.tenant.directoryId);
      const profiles = ["generic", "okta", "entra", "strict"];
      const report = await runFuzz({ server, seed, requests: count, first, profiles, bystander });
      console.info(`fuzz on ${engine}: ${describeReport(report)}`);
      recordResult(`fuzz-${engine}`, { engine, seed, ...report });

      expect(report.failures.join("\n\n")).toBe("");
      expect(server.alarms).toEqual([]);
      expect(report.requests).toBe(count);
      expect(await server.database.digest(bystander.tenant.directoryId)).toBe(before);
      // A run in which everything was refused, or nothing, would prove nothing.
      for (const status of [200, 201, 204, 400, 404, 405, 409])
        expect(report.byStatus[status]).toBeGreaterThan(0);
      expect(report.heapGrowthBytes).toBeLessThan(MAX_HEAP_GROWTH);
      expect(report.longestBlocks[0]?.cpuMs ?? 0).toBeLessThan(maxBlockMs);
    } finally {
      await server.close();
    }
  },
);

/** Has the names that the fuzzed directories use, so that a leak has something to hit. */
async function furnishBystander(server: Awaited<ReturnType<typeof startLiveServer>>) {
  const tenant = await server.createTenant({}, "Bystander");
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const userName = `fuzz-${index}@fuzz.example`;
    ids.push(String((await tenant.must("POST", "/Users", { userName, externalId: `00u${index}` })).id));
  }
  const members = ids.map((value) => ({ value }));
  ids.push(String((await tenant.must("POST", "/Groups", { displayName: "Group 1", members })).id));
  return { tenant, ids };
}

function describeReport({
  requests: sent,
  seconds,
  byStatus,
  longestBlocks,
  heapGrowthBytes,
}: FuzzReport): string {
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${count}`);
  const blocks = longestBlocks.map(
    ({ ms, cpuMs, from, to }) => `${cpuMs} ms of work, ${ms} by the clock (requests ${from} to ${to})`,
  );
  return [
    `${sent} requests in ${seconds} s`,
    statuses.join(", "),
    `heap grew by ${(heapGrowthBytes / 1024 / 1024).toFixed(1)} MiB`,
    `longest blocks of the event loop: ${blocks.join(", ")}`,
  ].join("; ");
}
