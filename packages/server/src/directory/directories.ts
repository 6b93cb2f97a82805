import type { Cause, LogEntry } from "../events/event.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError } from "../kernel/errors.ts";
import { newId } from "../kernel/ids.ts";
import type { Page } from "../kernel/page.ts";
import { type Directory, type DirectoryType, profileOfType, scimDirectoryTypes } from "./directory.ts";
import {
  directoryActivatedEntry,
  directoryDeletedEntry,
  directorySwitchedEntry,
} from "./directory-events.ts";
import type {
  DirectoryChanges,
  DirectoryCounts,
  DirectoryOutcome,
  DirectoryQuery,
  DirectoryStore,
} from "./directory-store.ts";
import { labelProblem } from "./label.ts";
import type { OrganizationStore } from "./organization-store.ts";
import { randomText } from "./random-text.ts";

export type DirectoryInput = DirectoryChanges & {
  readonly organizationId: string;
  readonly name: string;
  readonly type: string;
};

export type CountedDirectory = { readonly directory: Directory; readonly counts: DirectoryCounts };

export type Directories = {
  create(input: DirectoryInput, cause: Cause): Promise<CountedDirectory>;
  /** Also one that is being deleted, until its last row is gone. */
  get(id: string): Promise<CountedDirectory>;
  list(query: DirectoryQuery): Promise<Page<CountedDirectory>>;
  update(id: string, changes: DirectoryChanges, cause: Cause): Promise<CountedDirectory>;
  delete(id: string, cause: Cause): Promise<void>;
  /** Those of an organization that are not being deleted. */
  ofOrganization(organizationId: string): Promise<readonly Directory[]>;
  /** Tells whoever keeps a copy of this directory in memory that it is out of date. */
  forget(id: string): void;
};

export type DirectoriesDeps = {
  readonly store: DirectoryStore;
  readonly organizations: Pick<OrganizationStore, "find">;
  readonly clock: Clock;
  /** What the application sees of deactivated users where the request does not say. */
  readonly defaultDeprovisioning: Directory["deprovisioning"];
  /** Called after every change in this process. */
  readonly onChange: (directoryId: string) => void;
};

const EXTERNAL_KEY_LENGTH = 20;
const MAX_TRIES = 10;
const EMPTY: DirectoryCounts = { activeUsers: 0, inactiveUsers: 0, groups: 0 };

export function createDirectories(deps: DirectoriesDeps): Directories {
  const { store, onChange } = deps;
  const counted = async (directories: readonly Directory[]): Promise<readonly CountedDirectory[]> => {
    const counts = await store.counts(directories.map(({ id }) => id));
    return directories.map((directory) => ({ directory, counts: counts.get(directory.id) ?? EMPTY }));
  };
  const get = async (id: string): Promise<CountedDirectory> => {
    const directory = await store.find(id);
    const [found] = directory ? await counted([directory]) : [];
    return found ?? notFound(id);
  };

  return {
    get,
    async list(query) {
      const page = await store.list(query);
      return { ...page, items: await counted(page.items) };
    },
    async create(input, cause) {
      return { directory: await createDirectory(deps, input, cause), counts: EMPTY };
    },
    async update(id, changes, cause) {
      await changeDirectory(deps, id, changes, cause);
      onChange(id);
      return get(id);
    },
    async delete(id, cause) {
      const directory = (await store.find(id)) ?? notFound(id);
      const at = deps.clock.now();
      await store.markDeleting(id, directoryDeletedEntry(directory, cause, at), at);
      onChange(id);
    },
    ofOrganization: (organizationId) => store.ofOrganization(organizationId),
    forget: onChange,
  };
}

async function createDirectory(
  deps: DirectoriesDeps,
  input: DirectoryInput,
  cause: Cause,
): Promise<Directory> {
  const { store, organizations, clock } = deps;
  const type = pushedType(input.type);
  checkLabel(input.label);
  const organization =
    (await organizations.find(input.organizationId)) ?? noOrganization(input.organizationId);
  const at = clock.now();
  const directory: Directory = {
    id: newId("directory"),
    organizationId: organization.id,
    externalKey: randomText(EXTERNAL_KEY_LENGTH),
    label: input.label ?? null,
    name: input.name,
    type,
    profile: input.profile ?? profileOfType[type],
    enabled: input.enabled ?? true,
    deleting: false,
    deprovisioning: input.deprovisioning ?? deps.defaultDeprovisioning,
    membershipOnDeactivation: input.membershipOnDeactivation ?? "keep",
    unknownMembers: input.unknownMembers ?? "skip",
    userIdAttribute: input.userIdAttribute ?? "externalId",
    domain: input.domain === undefined ? (organization.domains[0]?.domain ?? null) : input.domain,
    createdAt: at,
    updatedAt: at,
  };
  const outcome = await store.insert(
    directory,
    directoryActivatedEntry(directory, organization.domains, cause),
  );
  if (outcome.kind === "organizationNotFound") noOrganization(input.organizationId);
  refuseLabel(outcome, directory.label);
  return directory;
}

/** Turning the switch to where it stands changes nothing and is no event. */
async function changeDirectory(
  { store, organizations, clock }: DirectoriesDeps,
  id: string,
  changes: DirectoryChanges,
  cause: Cause,
): Promise<void> {
  checkLabel(changes.label);
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const before = await store.find(id);
    if (!before || before.deleting) notFound(id);
    const at = clock.now();
    let entry: LogEntry | undefined;
    if (changes.enabled !== undefined && changes.enabled !== before.enabled) {
      const domains = (await organizations.find(before.organizationId))?.domains ?? [];
      entry = directorySwitchedEntry({ ...before, ...changes }, domains, cause, at);
    }
    const outcome = await store.change(id, changes, { enabled: before.enabled }, at, entry);
    if (outcome.kind === "stale") continue;
    refuseLabel(outcome, changes.label ?? null);
    return;
  }
  throw new AppError("conflict", `The directory ${id} is being changed by other requests; try again.`);
}

/** Providers that are polled instead of pushing have types of their own in the contract; none of them works here. */
function pushedType(type: string): DirectoryType {
  const known = scimDirectoryTypes.find((each) => each === type);
  if (known) return known;
  throw new AppError(
    "unsupported_directory_type",
    `The directory type ${JSON.stringify(type)} is not supported. Use one of: ${scimDirectoryTypes.join(", ")}.`,
    { errors: [{ field: "type", code: "unsupported_directory_type" }] },
  );
}

function checkLabel(label: string | null | undefined): void {
  const problem = label ? labelProblem(label) : undefined;
  if (problem !== undefined)
    throw new AppError("invalid_request_parameters", problem, {
      errors: [{ field: "label", code: "invalid_label", message: problem }],
    });
}

function refuseLabel(outcome: DirectoryOutcome, label: string | null): void {
  if (outcome.kind === "labelTaken")
    throw new AppError("label_taken", `Another directory has the label ${JSON.stringify(label)}.`);
}

function noOrganization(id: string): never {
  throw new AppError("organization_not_found", `Could not find an organization with the id, ${id}.`);
}

function notFound(id: string): never {
  throw new AppError("entity_not_found", `Could not find a directory with the id ${id}.`);
}
