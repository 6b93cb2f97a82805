/** How much the whole installation holds: for the operator's first screen. */
export type InstallationCounts = {
  readonly organizations: number;
  readonly directories: number;
  readonly activeUsers: number;
  readonly inactiveUsers: number;
  readonly groups: number;
};

export type ReadInstallationCounts = () => Promise<InstallationCounts>;
