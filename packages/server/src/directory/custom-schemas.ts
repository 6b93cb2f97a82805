import {
  type CompiledType,
  compileResourceType,
  extendResourceType,
  nameKey,
  readSchemaDefinition,
  ScimError,
} from "@rollcall/scim";
import { createBriefCache } from "../kernel/brief-cache.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError } from "../kernel/errors.ts";
import { type CustomSchema, type ExtensibleType, MAX_CUSTOM_SCHEMAS } from "./custom-schema.ts";
import type { CustomSchemaStore } from "./custom-schema-store.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryStore } from "./directory-store.ts";
import { resourceTypesOf } from "./resource-types.ts";

export type CustomSchemas = {
  /** `definition` is a schema as RFC 7643 §7 writes it; everything that cannot be enforced is refused. */
  put(directoryId: string, resourceType: ExtensibleType, definition: unknown): Promise<CustomSchema>;
  find(directoryId: string, urn: string): Promise<CustomSchema>;
  list(directoryId: string): Promise<readonly CustomSchema[]>;
  /** What was stored under it stays, as what an unknown extension sent. */
  remove(directoryId: string, urn: string): Promise<void>;
  /** What the directory serves, its own extensions included. */
  typesOf(directory: Pick<Directory, "id" | "profile">): Promise<readonly CompiledType[]>;
};

/** Another replica's change is seen this much later at most. */
const CACHE_MS = 500;
const MAX_CACHED = 10_000;

type Served = { readonly directoryId: string; readonly types: readonly CompiledType[] };

export function createCustomSchemas(deps: {
  readonly store: CustomSchemaStore;
  readonly directories: Pick<DirectoryStore, "find">;
  readonly clock: Clock;
}): CustomSchemas {
  const { store, directories, clock } = deps;
  const cache = createBriefCache<Served>({ clock, ttlMs: CACHE_MS, maxEntries: MAX_CACHED });
  const forget = (id: string) => cache.forget(({ directoryId }) => directoryId === id);
  const requireLive = async (id: string) => {
    const directory = await directories.find(id);
    if (!directory || directory.deleting) throw noDirectory(id);
  };
  const find = async (directoryId: string, urn: string) => {
    await requireLive(directoryId);
    const all = await store.list(directoryId);
    const found = all.find(({ schema }) => nameKey(schema.id) === nameKey(urn));
    if (!found) throw new AppError("entity_not_found", `The directory has no schema ${urn}.`);
    return found;
  };

  return {
    find,
    async put(directoryId, resourceType, definition) {
      await requireLive(directoryId);
      const at = clock.now();
      const schema = readDefinition(definition);
      const outcome = await store.put(
        { directoryId, resourceType, schema, createdAt: at, updatedAt: at },
        MAX_CUSTOM_SCHEMAS,
      );
      forget(directoryId);
      if (outcome.kind === "noDirectory") throw noDirectory(directoryId);
      if (outcome.kind === "tooMany")
        throw new AppError(
          "conflict",
          `A directory has ${MAX_CUSTOM_SCHEMAS} schemas at most; remove one first.`,
        );
      return find(directoryId, schema.id);
    },
    async list(directoryId) {
      await requireLive(directoryId);
      return store.list(directoryId);
    },
    async remove(directoryId, urn) {
      await find(directoryId, urn);
      await store.remove(directoryId, urn);
      forget(directoryId);
    },
    async typesOf({ id, profile }) {
      const base = resourceTypesOf(profile);
      const served = await cache.get(`${id} ${profile}`, async () => ({
        directoryId: id,
        types: extend(base, await store.list(id)),
      }));
      return served?.types ?? base;
    },
  };
}

function extend(base: readonly CompiledType[], custom: readonly CustomSchema[]): readonly CompiledType[] {
  return base.map((type) => {
    const own = custom.filter(({ resourceType }) => resourceType === type.definition.name);
    if (own.length === 0) return type;
    return compileResourceType(
      extendResourceType(
        type.definition,
        own.map(({ schema }) => schema),
      ),
    );
  });
}

function readDefinition(definition: unknown) {
  try {
    return readSchemaDefinition(definition);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const message = error.detail;
    throw new AppError("invalid_request_parameters", message, {
      errors: [{ field: "attributes", code: "invalid_schema", message }],
    });
  }
}

function noDirectory(id: string): AppError {
  return new AppError("entity_not_found", `Could not find a directory with the id ${id}.`);
}
