import type { ScimObject, ScimValue } from "@rollcall/scim";
import { enterpriseUserSchema } from "@rollcall/scim";
import { isoTime } from "../kernel/clock.ts";
import type { Directory } from "./directory.ts";
import { readScimPath } from "./scim-path.ts";

/**
 * The user as the application sees it: the contract's `directory_user` in the form that events carry, without
 * `groups`, and with `raw_attributes` empty. REST adds both.
 */
export type UserObject = {
  readonly object: "directory_user";
  readonly id: string;
  readonly directory_id: string;
  readonly organization_id: string;
  readonly idp_id: string;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly name: string | null;
  readonly state: "active" | "inactive";
  readonly emails: readonly ScimValue[];
  readonly job_title: string | null;
  readonly username: string;
  readonly custom_attributes: Readonly<Record<string, ScimValue>>;
  readonly raw_attributes: Readonly<Record<string, never>>;
  readonly created_at: string;
  readonly updated_at: string;
};

export type ObjectIdentity = { readonly id: string; readonly createdAt: number; readonly updatedAt: number };

/** Maps a SCIM user to the application's user; never refuses: what is missing is null. */
export function userObject(document: ScimObject, directory: Directory, identity: ObjectIdentity): UserObject {
  const username = text(document.userName) ?? "";
  const name = object(document.name);
  return {
    object: "directory_user",
    id: identity.id,
    directory_id: directory.id,
    organization_id: directory.organizationId,
    idp_id: text(readScimPath(document, directory.userIdAttribute)) ?? username,
    email: profileEmail(document),
    first_name: text(name?.givenName) ?? null,
    last_name: text(name?.familyName) ?? null,
    name: fullName(document),
    state: document.active === false ? "inactive" : "active",
    emails: list(document.emails),
    job_title: text(document.title) ?? null,
    username,
    custom_attributes: predefinedAttributes(document),
    raw_attributes: {},
    created_at: isoTime(identity.createdAt),
    updated_at: isoTime(identity.updatedAt),
  };
}

/** Primary, then work, then home, then the first, then a userName that is an address. A malformed one is passed over. */
export function profileEmail(document: ScimObject): string | null {
  const emails = list(document.emails)
    .map(object)
    .filter((email) => email !== undefined);
  const ranked = [
    ...emails.filter((email) => email.primary === true),
    ...emails.filter((email) => sameWord(email.type, "work")),
    ...emails.filter((email) => sameWord(email.type, "home")),
    ...emails,
  ];
  const candidates = [...ranked.map((email) => text(email.value)), text(document.userName)];
  return candidates.find((candidate) => candidate !== undefined && isAddress(candidate)) ?? null;
}

/** `formatted` comes last: Okta echoes the one it read while it changes the parts. */
function fullName(document: ScimObject): string | null {
  const name = object(document.name);
  const parts = [text(name?.givenName), text(name?.familyName)].filter((part) => part !== undefined);
  const joined = parts.length > 0 ? parts.join(" ") : undefined;
  return text(document.displayName) ?? joined ?? text(name?.formatted) ?? null;
}

/** The contract's predefined attributes, where SCIM has them; one that the provider does not send is left out. */
function predefinedAttributes(document: ScimObject): Readonly<Record<string, ScimValue>> {
  const enterprise = object(document[enterpriseUserSchema.id]);
  const manager = object(enterprise?.manager);
  const values: Record<string, ScimValue | undefined> = {
    addresses: document.addresses,
    cost_center_name: enterprise?.costCenter,
    department_name: enterprise?.department,
    display_name: document.displayName,
    division_name: enterprise?.division,
    emails: document.emails,
    employee_number: enterprise?.employeeNumber,
    employee_type: document.userType,
    job_title: document.title,
    manager_id: manager?.value,
    manager_name: manager?.displayName,
    organization: enterprise?.organization,
    phone_numbers: document.phoneNumbers,
    username: document.userName,
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, ScimValue] => entry[1] !== undefined),
  );
}

/** Enough to tell an address from a login name; whether mail arrives is not ours to say. */
function isAddress(candidate: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(candidate);
}

function sameWord(value: ScimValue | undefined, word: string): boolean {
  return typeof value === "string" && value.toLowerCase() === word;
}

function text(value: ScimValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function object(value: ScimValue | undefined): ScimObject | undefined {
  return typeof value === "object" && !Array.isArray(value) ? (value as ScimObject) : undefined;
}

function list(value: ScimValue | undefined): readonly ScimValue[] {
  return Array.isArray(value) ? value : [];
}
