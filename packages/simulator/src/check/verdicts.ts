/** The server does not do what the clause says. */
export class CheckFailure extends Error {}

/** The server takes what the clause refuses: many do so on purpose, for clients that send it. */
export class Leniency extends Error {}

/** The check says nothing about this server. */
export class NotApplicable extends Error {}
