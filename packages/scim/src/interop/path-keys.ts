import type { RawOperation } from "../patch/operation.ts";
import { isObject } from "../resource/json.ts";
import { nameKey } from "../schema/fold.ts";
import type { CompiledType } from "../schema/resolve.ts";
import type { Normalizer } from "./normalizer.ts";

/** Splits a value without path whose keys are paths: `name.givenName`, `urn:…:User:department`, `emails[…].value`. */
export const pathKeys: Normalizer = {
  name: "path-keys",
  source:
    "Entra with its SCIM compliance flag writes paths as keys of a value without path; RFC 7644 section 3.5.2.1 has attribute names.",
  operation: (operation, type) => {
    if (operation.path !== undefined || !isObject(operation.value)) return undefined;
    const entries = Object.entries(operation.value);
    const paths = entries.filter(([key, value]) => isPath(key, value, type));
    if (paths.length === 0) return undefined;
    const plain = entries.filter(([key, value]) => !isPath(key, value, type));
    const rest: readonly RawOperation[] =
      plain.length === 0 ? [] : [{ op: operation.op, value: Object.fromEntries(plain) }];
    return [...rest, ...paths.map(([path, value]) => ({ op: operation.op, path, value }))];
  },
};

function isPath(key: string, value: unknown, type: CompiledType): boolean {
  if (!key.includes(":")) return /[.[]/.test(key);
  const name = nameKey(key);
  const urns = type.knownUrns.map(nameKey);
  if (urns.includes(name)) return false;
  if (urns.some((urn) => name.startsWith(`${urn}:`))) return true;
  // An unknown URN is a container when it holds an object, and a path to one attribute otherwise.
  return !isObject(value);
}
