import { defineConfig } from "vitest/config";

const continuousIntegration = process.env.CI !== undefined;

export default defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "packages/*/test/**/*.test.ts",
      "conformance/**/*.test.ts",
      "scripts/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    globalSetup: ["test/global-setup.ts"],
    // Two cores, and PostgreSQL is at work beside the workers: more of them only wait for one another.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A forgotten `.only` would make CI pass on one test.
    allowOnly: !continuousIntegration,
    unstubEnvs: true,
  },
});
