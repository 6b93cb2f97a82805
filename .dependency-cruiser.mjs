/**
 * Which room may import which. A room is a folder; anything not listed is forbidden, so a new room
 * imports nothing until a line here says otherwise. ARCHITECTURE.md has the reasons.
 */
const server = (/** @type {string[]} */ ...rooms) => rooms.map((room) => `packages/server/src/${room}`);
const scim = "packages/scim/src";
const simulator = "packages/simulator/src";
const sdk = "packages/sdk/src";

const domain = ["kernel", "events", "access", "directory", "webhooks", "portal", "requests", "jobs"];

/** @type {{ [room: string]: string[] }} */
export const rooms = {
  [scim]: [],
  [sdk]: [],
  [simulator]: [scim],

  "packages/server/src/kernel": [],
  "packages/server/src/config": server("kernel"),
  "packages/server/src/telemetry": server("kernel"),
  "packages/server/src/jobs": server("kernel"),
  "packages/server/src/events": server("kernel"),
  "packages/server/src/access": server("kernel", "events"),
  "packages/server/src/webhooks": server("kernel", "events"),
  "packages/server/src/directory": [...server("kernel", "events"), scim],
  "packages/server/src/requests": server("kernel", "events", "directory"),
  "packages/server/src/portal": server("kernel", "events", "directory"),
  "packages/server/src/storage": [...server(...domain), scim],
  "packages/server/src/http": [...server(...domain), scim],
  "packages/server/src/app": [
    ...server(...domain, "storage", "http", "config", "telemetry"),
    scim,
    simulator,
  ],
  "packages/server/src/cli": [...server("app", "config", "kernel"), simulator, sdk],
  // What a program that embeds Rollcall imports.
  "packages/server/src/index.ts": server("app", "config", "kernel"),

  "web/src/ui": [],
  "web/src/api": [sdk],
  "web/src/dashboard": ["web/src/ui", "web/src/api", sdk],
  "web/src/portal": ["web/src/ui", "web/src/api", sdk],
};

/** What only tests and builds run: it may reach across rooms, and use dev dependencies. */
const TESTS = [
  "[.]test[.]tsx?$",
  "^packages/[^/]+/test/",
  "^(test|conformance|scripts)/",
  "^vitest[.]config[.]ts$",
  "^web/vite[.]config[.]ts$",
];

/** npm puts a version that the root does not share into the workspace's own node_modules. */
const INSTALLED = "(^|/)node_modules/";

/** @param {string} room */
const within = (room) => `^${room.replaceAll(".", "[.]")}${room.endsWith(".ts") ? "$" : "/"}`;

/**
 * Whether a file below a package's src/ or web/src/ stands in a room.
 * @param {string} path
 */
export const hasRoom = (path) => Object.keys(rooms).some((room) => new RegExp(within(room)).test(path));

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const roomRules = Object.entries(rooms).map(([room, may]) => ({
  name: `room ${room}`,
  comment: `it may import ${may.length > 0 ? `only itself and ${may.join(", ")}` : "nothing outside itself"}`,
  severity: "error",
  from: { path: within(room), pathNot: TESTS },
  to: { path: "^(packages|web)/", pathNot: [...[room, ...may].map(within), INSTALLED] },
}));

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const packageRules = [
  {
    name: "protocol and sdk are pure",
    comment: "no Node built-in and no npm package in what runs anywhere",
    severity: "error",
    from: { path: "^packages/(scim|sdk)/src/", pathNot: TESTS },
    to: {
      dependencyTypes: ["core", "npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg", "npm-unknown"],
    },
  },
  {
    name: "packages are entered by name",
    comment: "through what they export, so that what is inside can move",
    severity: "error",
    from: { path: "^(packages/[^/]+|web)/" },
    to: {
      path: "^packages/",
      pathNot: [
        "^$1/",
        "^packages/[^/]+/src/index[.]ts$",
        "^packages/scim/test/repository-contract[.]ts$",
        INSTALLED,
      ],
    },
  },
  {
    name: "packages are not reached by path",
    comment: "`../../scim/src/index.ts` breaks once the packages are installed apart",
    severity: "error",
    from: { path: "^(packages/[^/]+|web)/" },
    to: { path: "^packages/", pathNot: "^$1/", dependencyTypes: ["local"] },
  },
];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const libraryRules = [
  {
    name: "drivers stay in storage",
    severity: "error",
    from: { path: "^packages/", pathNot: ["^packages/server/src/(storage|app)/", ...TESTS] },
    to: { path: "(^|/)node_modules/(kysely|pg)/|^(node:)?sqlite$" },
  },
  {
    name: "the web framework stays in http",
    severity: "error",
    from: { path: "^packages/", pathNot: ["^packages/server/src/(http|app)/", ...TESTS] },
    to: { path: "(^|/)node_modules/(hono|@hono)/" },
  },
  {
    name: "declared dependencies only",
    comment: "what another workspace or a transitive dependency brings is missing once it is published",
    severity: "error",
    from: { path: "^(packages|web)/", pathNot: TESTS },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
  },
];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const generalRules = [
  {
    name: "the product does not import tests",
    severity: "error",
    from: { path: "^(packages|web)/", pathNot: TESTS },
    to: { path: TESTS },
  },
  {
    name: "no cycles",
    comment: "type-only ones included",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  { name: "everything resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
];

export default {
  forbidden: [...roomRules, ...packageRules, ...libraryRules, ...generalRules],
  options: {
    doNotFollow: { path: "node_modules" },
    // Ours only: most npm packages resolve into a dist/ of theirs, and would go unseen.
    exclude: { path: "^(packages/[^/]+|web)/dist/" },
    // Type-only imports bind rooms together as much as others do.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "types", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js"],
    },
  },
};
