import { repositoryContract } from "@rollcall/scim/repository-contract";
import { afterAll, beforeAll, describe } from "vitest";
import { engines } from "../../../../test/databases.ts";
import { directoryFixture } from "../support/directory-fixture.ts";
import { openTestStorage, type TestStorage } from "../support/test-storage.ts";

describe.each(engines)("the directory's repository on %s", (engine) => {
  let opened: TestStorage;
  beforeAll(async () => {
    opened = await openTestStorage(engine);
  });
  afterAll(() => opened.close());
  repositoryContract(engine, async () => (await directoryFixture(opened.storage)).repository);
});
