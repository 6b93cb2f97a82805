/** The database cannot answer now: not reachable, restarting, full. Nothing is known to be wrong; trying again may help. */
export class Unavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Unavailable";
  }
}
