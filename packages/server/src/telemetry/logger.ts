import { pino } from "pino";
import type { Logger } from "../kernel/logger.ts";

/** Structured logs on stderr, one JSON object a line; stdout belongs to what a command answers. */
export function createLogger(level: string): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      // A credential in a logged header or setting is a leak that nobody notices.
      redact: {
        paths: ["authorization", "token", "secret", "*.authorization", "*.token", "*.secret"],
        censor: "[redacted]",
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return {
    error: (fields, message) => log.error(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    info: (fields, message) => log.info(fields, message),
    debug: (fields, message) => log.debug(fields, message),
  };
}
