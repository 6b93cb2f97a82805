import type { ReadInstallationCounts } from "../../directory/installation-counts.ts";
import type { DeliveryStats } from "../../webhooks/webhook-store.ts";

/** What this installation is, as its operator has to know it. */
export type Installation = {
  readonly publicUrl: string;
  /** Why a real provider will refuse the public URL, in sentences. */
  readonly publicUrlProblems: readonly string[];
  readonly version: string;
  readonly nodeVersion: string;
  readonly database: "sqlite" | "postgres";
};

export type OverviewDeps = {
  readonly installation: Installation;
  readonly readCounts: ReadInstallationCounts;
  readonly deliveryStats: () => Promise<DeliveryStats>;
  /** Why requests cannot be served at the moment; `undefined` when they can. */
  readonly notReady: () => Promise<string | undefined>;
};

export type ReadOverview = () => Promise<object>;

export function createOverview(deps: OverviewDeps): ReadOverview {
  const { installation } = deps;
  return async () => {
    const [counts, deliveries, problem] = await Promise.all([
      deps.readCounts(),
      deps.deliveryStats(),
      deps.notReady(),
    ]);
    return {
      public_url: installation.publicUrl,
      public_url_problems: installation.publicUrlProblems,
      versions: { rollcall: installation.version, node: installation.nodeVersion },
      database: installation.database,
      health: { ready: problem === undefined, problem: problem ?? null },
      counts: {
        organizations: counts.organizations,
        directories: counts.directories,
        users: { active: counts.activeUsers, inactive: counts.inactiveUsers },
        groups: counts.groups,
      },
      webhooks: {
        pending: deliveries.pending,
        parked: deliveries.parked,
        failed: deliveries.failed,
        events_behind: deliveries.behind,
      },
    };
  };
}
