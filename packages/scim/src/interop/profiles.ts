import { bareExtensionNames } from "./bare-extension-names.ts";
import { booleanStrings } from "./boolean-strings.ts";
import { capitalOperations } from "./capital-operations.ts";
import { complexShorthand } from "./complex-shorthand.ts";
import { emptyClears } from "./empty-clears.ts";
import { missingSchemas } from "./missing-schemas.ts";
import type { Normalizer, Profile, ProfileName } from "./normalizer.ts";
import { pathKeys } from "./path-keys.ts";
import { singleAsList } from "./single-as-list.ts";
import {
  createOnNoTarget,
  emptyOperations,
  readOnlyEcho,
  removeListedValues,
  unquotedValues,
  valuePathSub,
} from "./switches.ts";
import { wrappedValues } from "./wrapped-values.ts";

/**
 * What every client may do and no request means otherwise. Order counts: a shape is put right before its content
 * is read.
 */
const tolerant: readonly Normalizer[] = [
  missingSchemas,
  capitalOperations,
  wrappedValues,
  singleAsList,
  booleanStrings,
  emptyClears,
  removeListedValues,
  readOnlyEcho,
  emptyOperations,
];

/** Everything we know: for Entra, which needs most of it, and for clients we cannot name. */
const everything: readonly Normalizer[] = [
  ...tolerant.filter((normalizer) => normalizer !== emptyClears),
  pathKeys,
  bareExtensionNames,
  complexShorthand,
  emptyClears,
  createOnNoTarget,
  unquotedValues,
  valuePathSub,
];

const withManagers: readonly Normalizer[] = [complexShorthand, ...tolerant];

const normalizers: Readonly<Record<ProfileName, readonly Normalizer[]>> = {
  okta: withManagers,
  entra: everything,
  onelogin: withManagers,
  jumpcloud: withManagers,
  ping: withManagers,
  google: withManagers,
  sailpoint: withManagers,
  generic: everything,
  strict: [],
};

/** The profiles by name. `strict` reads RFC 7643 and 7644 as they are written. */
export const profiles: Readonly<Record<ProfileName, Profile>> = Object.fromEntries(
  Object.entries(normalizers).map(([name, list]) => [name, { name, normalizers: list }]),
) as Record<ProfileName, Profile>;
