// Schemas: what a resource is (RFC 7643).

// Filters (RFC 7644 §3.4.2.2).
export type { AttributePath, ComparisonOperator, ComparisonValue, Filter } from "./filter/ast.ts";
export { type CheckOptions, checkElementFilter, checkFilter, checkSortPath } from "./filter/check.ts";
export { compareForSort, type SortValue, sortValue } from "./filter/compare.ts";
export { compileElement, compileFilter, evaluateElement, evaluateFilter } from "./filter/evaluate.ts";
export {
  type FilterOptions,
  type PatchPath,
  type PatchPathOptions,
  parseFilter,
  parsePatchPath,
} from "./filter/parse.ts";
export { parsePath } from "./filter/path.ts";
export { printFilter, printPath } from "./filter/print.ts";
// Identity providers' departures from the RFC.
export type { Normalizer, Profile, ProfileName } from "./interop/normalizer.ts";
export { profiles } from "./interop/profiles.ts";
export { type Interop, openInterop } from "./interop/session.ts";
export { createMemoryRepository, type MemoryRepositoryOptions } from "./memory/memory-repository.ts";
// Messages (RFC 7644 §3.12).
export { errorBody, errorUrn, ScimError, type ScimType } from "./message/error.ts";
// PATCH (RFC 7644 §3.5.2).
export { applyPatch, type PatchResult } from "./patch/apply-patch.ts";
export { type PatchOperation, type PatchSwitch, patchOpUrn, type RawOperation } from "./patch/operation.ts";
export type { PatchDialect, PatchLimits, PatchOptions } from "./patch/options.ts";
export { readPatchOp } from "./patch/read-patch-op.ts";
// Resources: reading, comparing, replacing, projecting.
export { type Projection, parseProjection, project, wants } from "./projection/project.ts";
// The provider, and the storage that it needs.
export { bulkResponseUrn } from "./provider/bulk/bulk.ts";
export { bulkRequestUrn } from "./provider/bulk/read-bulk-request.ts";
export { filterView } from "./provider/filter-view.ts";
export { handle } from "./provider/handle.ts";
export { listResponseUrn } from "./provider/list-response.ts";
export type {
  KeysetPage,
  KeysetQuery,
  ListKey,
  ListPage,
  ListQuery,
  RelationChange,
  RelationElement,
  Repository,
  ResourceChange,
  Selection,
  StoredResource,
  WriteOutcome,
} from "./provider/repository.ts";
export {
  type CursorPort,
  defaultLimits,
  type Limits,
  type OpenedCursor,
  type ProviderContext,
  type ScimRequest,
  type ScimResponse,
} from "./provider/request.ts";
export { searchRequestUrn } from "./provider/search.ts";
export { type AttributeChange, diffResource } from "./resource/diff.ts";
export { equal } from "./resource/equal.ts";
export { type ReadResource, readResource } from "./resource/read-resource.ts";
export type { ReadOptions, ValueHook } from "./resource/read-value.ts";
export { replaceAttributes } from "./resource/replace.ts";
export { requireRequired } from "./resource/require-required.ts";
export type {
  AttributeDefinition,
  AttributeType,
  ResourceTypeDefinition,
  SchemaDefinition,
  ScimObject,
  ScimValue,
} from "./schema/definition.ts";
export { enterpriseUserSchema } from "./schema/enterprise-user.ts";
export { entitlementSchema } from "./schema/entitlement.ts";
export { compareCodePoints, fold, nameKey, parseInstant } from "./schema/fold.ts";
export { groupSchema } from "./schema/group.ts";
export { extendResourceType, readSchemaDefinition } from "./schema/read-definition.ts";
export {
  type CompiledAttribute,
  type CompiledSchema,
  type CompiledType,
  compileResourceType,
  findSchema,
  type ResolvedPath,
  resolveAttribute,
} from "./schema/resolve.ts";
export {
  entitlementResourceType,
  groupResourceType,
  roleResourceType,
  userResourceType,
} from "./schema/resource-types.ts";
export { roleSchema } from "./schema/role.ts";
export { userSchema } from "./schema/user.ts";
