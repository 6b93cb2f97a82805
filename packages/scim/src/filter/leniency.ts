/**
 * Departures from the filter grammar and its typing (RFC 7644 §3.4.2.2) that can be permitted, in the names that
 * the parser's and the checker's options have; `bareExtensionNames` lets an extension's attribute stand without
 * its URN (§3.10).
 */
export type LeniencyName =
  | "lenientValues"
  | "valuePathSub"
  | "lenientBooleans"
  | "lenientComplex"
  | "bareExtensionNames";

/** Which of them are permitted; none is the RFC. */
export type Leniency = { readonly [Name in LeniencyName]?: boolean };
