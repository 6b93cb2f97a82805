declare const scoped: unique symbol;

/**
 * Permission to touch one directory. Stores of a directory's users, groups and memberships are opened with a
 * scope only, and a scope is made only where the caller was authenticated ({@link scopeOf}), so that a query
 * without a tenant cannot be written by accident.
 */
export type DirectoryScope = {
  readonly directoryId: string;
  readonly organizationId: string;
  readonly [scoped]: true;
};

export function scopeOf(directory: { readonly id: string; readonly organizationId: string }): DirectoryScope {
  return { directoryId: directory.id, organizationId: directory.organizationId } as DirectoryScope;
}
