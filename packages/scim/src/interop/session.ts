import type { Leniency } from "../filter/leniency.ts";
import type { PatchSwitch, RawOperation } from "../patch/operation.ts";
import type { JsonObject } from "../resource/json.ts";
import type { ValueHook } from "../resource/read-value.ts";
import type { AttributeDefinition } from "../schema/definition.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Normalizer, Profile } from "./normalizer.ts";

/** A profile at work on one request; it remembers which normalizers changed something. */
export type Interop = {
  /** The normalizers that acted so far, by name, in the order of the profile. */
  readonly acted: () => readonly string[];
  readonly body: (body: JsonObject, type: CompiledType) => JsonObject;
  readonly patchBody: (body: JsonObject) => JsonObject;
  readonly operation: (operation: RawOperation, type: CompiledType) => readonly RawOperation[];
  /** Absent when no normalizer of the profile touches values, so that large bodies cost nothing. */
  readonly value?: ValueHook;
  /** Whether the departure is permitted; asking counts as using it. */
  readonly allows: (departure: PatchSwitch) => boolean;
  /**
   * Reads a filter or path as the RFC has it; when that fails, again with what the profile permits. Only what it
   * cannot be read without counts as having acted.
   */
  readonly parse: <Result>(parse: (leniency: Leniency) => Result) => Result;
};

/** Starts a profile for one request. */
export function openInterop(profile: Profile): Interop {
  const acted = new Set<Normalizer>();
  const { normalizers } = profile;
  const valueHooks = normalizers.filter((normalizer) => normalizer.value !== undefined);
  return {
    acted: () => normalizers.filter((normalizer) => acted.has(normalizer)).map(({ name }) => name),
    body: (body, type) => through(normalizers, acted, body, (one, current) => one.body?.(current, type)),
    patchBody: (body) => through(normalizers, acted, body, (one, current) => one.patchBody?.(current)),
    operation: (operation, type) =>
      through<readonly RawOperation[]>(normalizers, acted, [operation], (one, operations) =>
        expand(one, operations, type),
      ),
    ...(valueHooks.length === 0
      ? {}
      : { value: (value, attribute) => rewrite(valueHooks, acted, value, attribute) }),
    allows: (departure) => {
      const permitting = normalizers.find((normalizer) => normalizer.patch === departure);
      if (permitting !== undefined) acted.add(permitting);
      return permitting !== undefined;
    },
    parse: (parse) => parseLeniently(normalizers, acted, parse),
  };
}

function through<Value>(
  normalizers: readonly Normalizer[],
  acted: Set<Normalizer>,
  start: Value,
  apply: (normalizer: Normalizer, value: Value) => Value | undefined,
): Value {
  let current = start;
  for (const normalizer of normalizers) {
    const next = apply(normalizer, current);
    if (next === undefined) continue;
    acted.add(normalizer);
    current = next;
  }
  return current;
}

function expand(
  normalizer: Normalizer,
  operations: readonly RawOperation[],
  type: CompiledType,
): readonly RawOperation[] | undefined {
  const results = operations.map((operation) => normalizer.operation?.(operation, type));
  if (results.every((result) => result === undefined)) return undefined;
  return operations.flatMap((operation, index) => results[index] ?? [operation]);
}

function rewrite(
  hooks: readonly Normalizer[],
  acted: Set<Normalizer>,
  value: unknown,
  attribute: AttributeDefinition,
): unknown {
  let current = value;
  for (const hook of hooks) {
    const next = hook.value?.(current, attribute);
    if (next === current) continue;
    acted.add(hook);
    current = next;
  }
  return current;
}

function parseLeniently<Result>(
  normalizers: readonly Normalizer[],
  acted: Set<Normalizer>,
  parse: (leniency: Leniency) => Result,
): Result {
  const strictly = attempt(() => parse({}));
  if ("result" in strictly) return strictly.result;
  let needed = normalizers.filter((normalizer) => normalizer.filter !== undefined);
  let reading = attempt(() => parse(permitted(needed)));
  // The RFC's reading explains the mistake better than one that tried to guess.
  if (!("result" in reading)) throw strictly.error;
  for (const normalizer of needed.toReversed()) {
    const fewer = needed.filter((other) => other !== normalizer);
    const without = attempt(() => parse(permitted(fewer)));
    if (!("result" in without)) continue;
    needed = fewer;
    reading = without;
  }
  for (const normalizer of needed) acted.add(normalizer);
  return reading.result;
}

function permitted(normalizers: readonly Normalizer[]): Leniency {
  return Object.fromEntries(normalizers.map((normalizer) => [normalizer.filter, true]));
}

function attempt<Result>(run: () => Result): { readonly result: Result } | { readonly error: unknown } {
  try {
    return { result: run() };
  } catch (error) {
    return { error };
  }
}
