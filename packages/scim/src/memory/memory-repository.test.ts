import { resourceTypes, tickingClock } from "../../test/open-directory.ts";
import { repositoryContract } from "../../test/repository-contract.ts";
import { createMemoryRepository } from "./memory-repository.ts";

repositoryContract("memory", () => createMemoryRepository({ resourceTypes, now: tickingClock() }));
