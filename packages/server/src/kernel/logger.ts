/**
 * The port through which every room speaks to the operator. `error`: somebody must act; `warn`: somebody
 * should look; `info`: the life of the process; `debug`: one request. No secret and no customer's data.
 */
export type Logger = {
  error(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
};

export type LogFields = Readonly<Record<string, unknown>>;

export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {} };
