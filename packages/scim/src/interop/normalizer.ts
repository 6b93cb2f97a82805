import type { LeniencyName } from "../filter/leniency.ts";
import type { PatchSwitch, RawOperation } from "../patch/operation.ts";
import type { JsonObject } from "../resource/json.ts";
import type { AttributeDefinition } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";

/**
 * One departure of real clients from RFC 7643 and 7644, and how it is read. A hook returns undefined when it has
 * nothing to do (`value`: the value it was given), so that what acted can be recorded.
 */
export type Normalizer = {
  /** Kebab-case; stands in the request log. */
  readonly name: string;
  /** Who does this, and the clause it departs from. */
  readonly source: string;
  /** A POST or PUT body, before it is read. */
  readonly body?: (body: JsonObject, type: CompiledType) => JsonObject | undefined;
  /** A PATCH body, before its message is checked. */
  readonly patchBody?: (body: JsonObject) => JsonObject | undefined;
  /** One PATCH operation, which may become several. */
  readonly operation?: (operation: RawOperation, type: CompiledType) => readonly RawOperation[] | undefined;
  /** The whole value of an attribute or sub-attribute that the schema knows; null clears it. */
  readonly value?: (value: unknown, attribute: AttributeDefinition) => unknown;
  /** What it permits in filters, those in PATCH paths included. */
  readonly filter?: LeniencyName;
  /** What it permits the patcher. */
  readonly patch?: PatchSwitch;
};

/** The identity providers we know by name, `generic` for any other, `strict` for the RFC and nothing else. */
export type ProfileName =
  | "okta"
  | "entra"
  | "onelogin"
  | "jumpcloud"
  | "ping"
  | "google"
  | "sailpoint"
  | "generic"
  | "strict";

/** How one identity provider's requests are read: its normalizers, applied in this order. */
export type Profile = { readonly name: ProfileName; readonly normalizers: readonly Normalizer[] };
