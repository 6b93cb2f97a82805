/** One operation of a PATCH as the client wrote it: the message is checked, its meaning is not. */
export type RawOperation = {
  readonly op: string;
  readonly path?: string;
  /** Absent when the client gave none; null counts as given. */
  readonly value?: unknown;
};

/** RFC 7644 §3.5.2: one operation, its `op` known. */
export type PatchOperation = RawOperation & { readonly op: "add" | "remove" | "replace" };

/** RFC 7644 §3.5.2: the URN in the `schemas` of a PATCH body. */
export const patchOpUrn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/**
 * Departures from the RFC that the patcher and its reader can be told to permit. Each is asked for at the moment
 * it is needed, so that the answer can be recorded.
 */
export type PatchSwitch =
  /** `replace` of `a[filter]` that matches nothing creates the element from the filter. */
  | "createOnNoTarget"
  /** `remove` with a value removes the values it lists. */
  | "removeListedValues"
  /** A value without path may carry read-only attributes. */
  | "ignoreReadOnly"
  /** A PATCH without operations changes nothing. */
  | "emptyOperations";
