import type { Page, PageQuery } from "../kernel/page.ts";

/**
 * What the management API shows of directories' users and groups, ready as JSON objects: the event's object with
 * what only REST adds. Apart from the stores, because screens and writes ask for different things. Nothing of a
 * directory that is being deleted is found.
 */
export type DirectoryReads = {
  user(id: string): Promise<ApiObject | undefined>;
  group(id: string): Promise<ApiObject | undefined>;
  users(query: UserQuery): Promise<Page<ApiObject> | NoSuch>;
  groups(query: GroupQuery): Promise<Page<ApiObject> | NoSuch>;
};

export type ApiObject = { readonly id: string } & Readonly<Record<string, unknown>>;

/** What a list was to be narrowed to does not exist. */
export type NoSuch = { readonly missing: "directory" | "group" | "user" };

/** At least one of `directoryId` and `groupId` is given. */
export type UserQuery = PageQuery & {
  readonly directoryId?: string;
  /** The API's id of a group: its direct members. */
  readonly groupId?: string;
  readonly idpId?: string;
  /** In any case. */
  readonly email?: string;
};

/** At least one of `directoryId` and `userId` is given. */
export type GroupQuery = PageQuery & {
  readonly directoryId?: string;
  /** The API's id of a user: the groups that it is a direct member of. */
  readonly userId?: string;
};
