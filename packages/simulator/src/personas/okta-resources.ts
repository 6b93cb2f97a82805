import { createHash } from "node:crypto";
import type { OrgUser } from "../directory.ts";
import { isObject, type JsonObject, objects } from "../json.ts";
import { coreUser, enterpriseUser } from "./urns.ts";

/**
 * Which attributes the admin mapped. `minimal` is a wizard app as it is made, `standard` adds Okta's default
 * display name and locale, `enterprise` adds title, department, employee number and manager.
 */
export const attributeMappings = ["minimal", "standard", "enterprise"] as const;
export type AttributeMapping = (typeof attributeMappings)[number];

export type UserShape = {
  readonly uniqueIdentifier: "userName" | "email";
  /** Unmapped, the e-mail goes without `type`. */
  readonly emailTypeMapped: boolean;
  readonly attributes: AttributeMapping;
};

/** The name Okta knows the user by in the application: the admin sets it to the e-mail when that is the identifier. */
export const userNameOf = (user: OrgUser, shape: Pick<UserShape, "uniqueIdentifier">): string =>
  shape.uniqueIdentifier === "email" ? user.email : user.login;

/** The profile in the order in which Okta writes it; without `groups`, `password` and `active`. */
export const userProfile = (user: OrgUser, shape: UserShape): JsonObject => {
  const extended = shape.attributes === "enterprise";
  const email = { primary: true, value: user.email };
  return {
    schemas: extended ? [coreUser, enterpriseUser] : [coreUser],
    userName: userNameOf(user, shape),
    name: { givenName: user.givenName, familyName: user.familyName },
    emails: [shape.emailTypeMapped ? { ...email, type: "work" } : email],
    ...(extended ? { title: user.title } : {}),
    ...(shape.attributes === "minimal" ? {} : { displayName: user.displayName, locale: user.locale }),
    externalId: user.id,
    ...(extended ? { [enterpriseUser]: enterpriseOf(user) } : {}),
  };
};

const enterpriseOf = ({ employeeNumber, department, manager }: OrgUser): JsonObject => ({
  employeeNumber,
  department,
  ...(manager === undefined ? {} : { manager: { value: manager.id, displayName: manager.displayName } }),
});

/** A create carries an empty `groups` and a password always, a made-up one where passwords are not synced. */
export const newUser = (user: OrgUser, shape: UserShape): JsonObject => {
  const { [enterpriseUser]: extension, ...core } = userProfile(user, shape);
  return {
    ...core,
    groups: [],
    password: placeholderPassword(user),
    active: true,
    ...(extension === undefined ? {} : { [enterpriseUser]: extension }),
  };
};

/** Eight characters, the same for the same user, so that a run can be repeated. */
const placeholderPassword = (user: OrgUser): string =>
  createHash("sha256").update(user.id).digest("base64url").slice(0, 8);

/**
 * What a PUT carries: everything that the server returned, derived and unknown attributes included, with the
 * profile laid over it. Complex attributes are merged by one level, so a `name.formatted` of the server comes
 * back stale; of `emails` only the primary one is rewritten.
 */
export const mergeUser = (stored: JsonObject, profile: JsonObject): JsonObject => {
  const merged: Record<string, unknown> = { ...stored };
  for (const [name, value] of Object.entries(profile)) {
    const before = stored[name];
    if (name === "schemas") merged[name] = union(before, value);
    else if (name === "emails") merged[name] = mergePrimary(before, value);
    else merged[name] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return merged;
};

const union = (before: unknown, after: unknown): readonly unknown[] => [
  ...new Set([...(Array.isArray(before) ? before : []), ...(Array.isArray(after) ? after : [])]),
];

const mergePrimary = (before: unknown, after: unknown): readonly JsonObject[] => {
  const stored = objects(before);
  const [pushed] = objects(after);
  if (pushed === undefined) return stored;
  if (!stored.some((element) => element.primary === true)) return [...stored, pushed];
  return stored.map((element) => (element.primary === true ? { ...element, ...pushed } : element));
};
