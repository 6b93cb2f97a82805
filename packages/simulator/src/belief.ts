/** A user as the provider believes the server to hold it. */
export type BelievedUser = {
  /** The server's id. */
  readonly id: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly active: boolean;
  /** It has to be gone from the server. */
  readonly deleted?: boolean;
};

export type BelievedGroup = {
  /** The server's id. */
  readonly id: string;
  readonly displayName: string;
  /** The provider's own ids of the members: keys of `Belief.users`. */
  readonly members: ReadonlySet<string>;
  /** `left` was unlinked and stays on the server; `deleted` was unlinked and has to be gone. */
  readonly state: "linked" | "left" | "deleted";
};

/**
 * What the provider keeps about the server, by its own ids. It changes only when a job ends well, and the
 * provider never reads it back: where it is wrong, provider and server have drifted apart.
 */
export type Belief = {
  readonly users: Map<string, BelievedUser>;
  readonly groups: Map<string, BelievedGroup>;
};

export const createBelief = (): Belief => ({ users: new Map(), groups: new Map() });
