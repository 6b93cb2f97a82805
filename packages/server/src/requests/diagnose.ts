/** What a request that did not do what its sender meant suffered from, in a closed list that screens explain. */
export const diagnoses = [
  "bad_token",
  "wrong_endpoint",
  "missing_scope",
  "directory_disabled",
  "rate_limited",
  "body_too_large",
  "invalid_body",
  "invalid_value",
  "unsupported_filter",
  "invalid_path",
  "read_only_attribute",
  "duplicate_user_name",
  "duplicate_group",
  "duplicate_value",
  "unknown_resource",
  "unknown_member",
  "version_conflict",
  "unsupported_operation",
  "server_error",
] as const;

export type Diagnosis = (typeof diagnoses)[number];

export type Answered = {
  readonly status: number;
  readonly scimType: string | undefined;
  /** Below the SCIM base URL. */
  readonly path: string;
  readonly skipped: number;
  /** False when it was turned away before anything of it was read. */
  readonly authenticated: boolean;
};

const byScimType: Readonly<Record<string, Diagnosis>> = {
  invalidFilter: "unsupported_filter",
  tooMany: "unsupported_filter",
  invalidPath: "invalid_path",
  noTarget: "invalid_path",
  mutability: "read_only_attribute",
  invalidSyntax: "invalid_body",
  invalidValue: "invalid_value",
  invalidVers: "unsupported_operation",
  invalidCursor: "invalid_value",
  expiredCursor: "invalid_value",
  invalidCount: "invalid_value",
};

const atTheDoor: Readonly<Record<number, Diagnosis>> = {
  401: "bad_token",
  403: "directory_disabled",
  404: "wrong_endpoint",
  429: "rate_limited",
};

const byStatus: Readonly<Record<number, Diagnosis>> = {
  403: "missing_scope",
  404: "unknown_resource",
  405: "unsupported_operation",
  412: "version_conflict",
  413: "body_too_large",
  429: "rate_limited",
  501: "unsupported_operation",
};

/** Names what went wrong; null when nothing did. */
export function diagnose({ status, scimType, path, skipped, authenticated }: Answered): Diagnosis | null {
  if (!authenticated) return atTheDoor[status] ?? "server_error";
  if (status < 400) return skipped > 0 ? "unknown_member" : null;
  if (status === 409) return duplicate(path);
  if (scimType !== undefined && byScimType[scimType] !== undefined) return byScimType[scimType];
  return byStatus[status] ?? (status >= 500 ? "server_error" : "invalid_body");
}

function duplicate(path: string): Diagnosis {
  if (/^\/groups(\/|$)/i.test(path)) return "duplicate_group";
  return /^\/users(\/|$)/i.test(path) ? "duplicate_user_name" : "duplicate_value";
}
