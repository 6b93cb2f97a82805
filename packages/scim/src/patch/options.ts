import type { Leniency } from "../filter/leniency.ts";
import type { JsonObject } from "../resource/json.ts";
import type { ReadOptions } from "../resource/read-value.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { PatchSwitch, RawOperation } from "./operation.ts";

/** What bounds the cost of one PATCH. */
export type PatchLimits = {
  readonly patchOperations: number;
  readonly patchRelationValues: number;
  readonly valuesPerAttribute: number;
};

/** How a PATCH is read. Everything is optional: without it, the RFC and no limits. An `Interop` is one. */
export type PatchDialect = ReadOptions & {
  readonly patchBody?: (body: JsonObject) => JsonObject;
  readonly operation?: (operation: RawOperation, type: CompiledType) => readonly RawOperation[];
  readonly allows?: (departure: PatchSwitch) => boolean;
  readonly parse?: <Result>(parse: (leniency: Leniency) => Result) => Result;
};

/** A dialect, with what the patcher has to know about the request. */
export type PatchOptions = {
  readonly dialect?: PatchDialect;
  readonly limits?: PatchLimits;
  /** The resource's own id, which a value without path may repeat (RFC 7643 §3.1). */
  readonly id?: string;
};
