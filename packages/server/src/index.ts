export { createRollcall, type Rollcall, type RollcallOptions } from "./app/create-rollcall.ts";
export { type RunningServer, startServer } from "./app/start-server.ts";
export { type Config, type Environment, readConfig, readSecrets, type Secrets } from "./config/config.ts";
export { ConfigError } from "./config/config-error.ts";
export { type Logger, silentLogger } from "./kernel/logger.ts";
