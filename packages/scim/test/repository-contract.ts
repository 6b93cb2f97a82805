import { beforeEach, describe } from "vitest";
import type { Repository } from "../src/index.ts";
import { concurrency } from "./repository-contract/concurrency.ts";
import { deletes } from "./repository-contract/deletes.ts";
import { documents } from "./repository-contract/documents.ts";
import { furtherTypes } from "./repository-contract/further-types.ts";
import { lists } from "./repository-contract/lists.ts";
import { listsByKey } from "./repository-contract/lists-by-key.ts";
import { sets } from "./repository-contract/sets.ts";
import { tools } from "./repository-contract/tools.ts";
import { uniqueness } from "./repository-contract/uniqueness.ts";

/**
 * What every {@link Repository} must do, whatever it stores in: run it over each. `makeRepository` gives an empty
 * directory with the resource types User, Group and Role.
 */
export function repositoryContract(
  name: string,
  makeRepository: () => Repository | Promise<Repository>,
): void {
  describe(`repository contract: ${name}`, () => {
    let repository: Repository;
    beforeEach(async () => {
      repository = await makeRepository();
    });
    const open = () => tools(repository);
    describe("documents", () => documents(open));
    describe("uniqueness", () => uniqueness(open));
    describe("sets", () => sets(open));
    describe("lists", () => lists(open));
    describe("lists by key", () => listsByKey(open));
    describe("deletes", () => deletes(open));
    describe("further resource types", () => furtherTypes(open));
    describe("concurrency", () => concurrency(open));
  });
}
