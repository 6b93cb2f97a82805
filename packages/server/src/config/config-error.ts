/** A setting that cannot be used. The message is the one line that the operator reads, and says what to write. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}
