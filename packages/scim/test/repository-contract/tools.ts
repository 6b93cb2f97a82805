import type {
  Filter,
  RelationChange,
  Repository,
  ScimObject,
  StoredResource,
  WriteOutcome,
} from "../../src/index.ts";

export type Tools = ReturnType<typeof tools>;

export function tools(repository: Repository) {
  const create = (resourceType: string, attributes: ScimObject, relation?: RelationChange) =>
    repository.write({
      kind: "create",
      resourceType,
      attributes,
      ...(relation === undefined ? {} : { relation }),
    });
  return {
    repository,
    create,
    user: async (userName: string, more: ScimObject = {}) =>
      written(await create("User", { userName, ...more })),
    group: async (displayName: string, members: readonly string[] = [], more: ScimObject = {}) =>
      written(
        await create(
          "Group",
          { displayName, ...more },
          { attribute: "members", kind: "replace", with: members },
        ),
      ),
    update: (resourceType: string, base: StoredResource, attributes: ScimObject) =>
      repository.write({ kind: "update", resourceType, id: base.id, base, attributes }),
    relate: (base: StoredResource, relation: Omit<Update, "attribute"> | Omit<Replace, "attribute">) =>
      repository.write({
        kind: "update",
        resourceType: "Group",
        id: base.id,
        base,
        relation: { attribute: "members", ...relation } as RelationChange,
      }),
    members: async (group: StoredResource) =>
      ((await repository.relations("Group", "members", [group.id])).get(group.id) ?? []).map(
        ({ value }) => value,
      ),
    names: async (filter: Filter | undefined, more: object = {}) => {
      const page = await repository.list("User", {
        startIndex: 1,
        count: 100,
        ...(filter === undefined ? {} : { filter }),
        ...more,
      });
      return page.resources.map(({ attributes }) => attributes.userName);
    },
  };
}

export type Update = RelationChange & { kind: "update" };
export type Replace = RelationChange & { kind: "replace" };

export function written(outcome: WriteOutcome): StoredResource {
  if (outcome.kind !== "written") throw new Error(`expected a write, got ${JSON.stringify(outcome)}`);
  return outcome.resource;
}

export const compare = (
  name: string,
  operator: "eq" | "co" | "gt" | "ge",
  value: string | boolean,
  sub?: string,
): Filter => ({
  kind: "compare",
  path: { name, ...(sub === undefined ? {} : { sub }) },
  operator,
  value,
});
