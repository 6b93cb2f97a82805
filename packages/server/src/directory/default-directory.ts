import { AppError } from "../kernel/errors.ts";
import type { Directories } from "./directories.ts";
import type { Organizations } from "./organizations.ts";

/** By this external id the default organization is found again at every start. */
const EXTERNAL_ID = "rollcall-default";
const LABEL = "default";
const CAUSE = { source: "system" } as const;

/**
 * The organization and directory that `ROLLCALL_SCIM_TOKEN` opens, for hosts with one customer; created when
 * they are missing. Returns the directory's id. Replicas that start together end with the same one: external
 * ids and labels are unique.
 */
export async function ensureDefaultDirectory(
  organizations: Pick<Organizations, "create" | "getByExternalId">,
  directories: Pick<Directories, "create" | "ofOrganization">,
): Promise<string> {
  const organizationId = await defaultOrganization(organizations);
  const existing = async () => (await directories.ofOrganization(organizationId))[0]?.id;
  const input = { organizationId, name: "Default directory", type: "generic scim v2.0" };
  const known = await existing();
  if (known !== undefined) return known;
  try {
    return (await directories.create({ ...input, label: LABEL }, CAUSE)).directory.id;
  } catch (error) {
    if (!isRefusal(error, "label_taken")) throw error;
  }
  // Another replica was faster, or a directory of another organization has taken the label.
  return (await existing()) ?? (await directories.create(input, CAUSE)).directory.id;
}

async function defaultOrganization(
  organizations: Pick<Organizations, "create" | "getByExternalId">,
): Promise<string> {
  const find = async () => (await organizations.getByExternalId(EXTERNAL_ID)).id;
  try {
    return await find();
  } catch (error) {
    if (!isRefusal(error, "entity_not_found")) throw error;
  }
  try {
    return (await organizations.create({ name: "Default organization", externalId: EXTERNAL_ID })).id;
  } catch (error) {
    if (!isRefusal(error, "external_id_already_used")) throw error;
    return find();
  }
}

function isRefusal(error: unknown, code: AppError["code"]): boolean {
  return error instanceof AppError && error.code === code;
}
