import { CompiledQuery } from "kysely";
import { createTestDatabase, type Engine as EngineName } from "../../../../test/databases.ts";
import { resourceTypes } from "../../src/directory/resource-types.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { openStorage, type Storage } from "../../src/storage/storage.ts";

export { resourceTypes };

/** Storage on an empty database of its own, migrated. */
export type TestStorage = {
  readonly storage: Storage;
  readonly url: string;
  /** Another process on the same database, as far as storage can tell. */
  again(): Promise<Storage>;
  /** All rows that a statement gives, whatever they are. */
  rows<Row>(sql: string, ...parameters: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
};

export async function openTestStorage(engine: EngineName): Promise<TestStorage> {
  const database = await createTestDatabase(engine);
  const open = () => openStorage({ url: database.url, types: resourceTypes, logger: silentLogger });
  const opened: Storage[] = [];
  const again = async () => {
    const storage = await open();
    opened.push(storage);
    return storage;
  };
  const storage = await again();
  return {
    storage,
    url: database.url,
    again,
    rows: <Row>(sql: string, ...parameters: readonly unknown[]) =>
      storage.engine.read<Row>(CompiledQuery.raw(sql, [...parameters]) as CompiledQuery<Row>),
    async close() {
      for (const each of opened) await each.close();
      await database.drop();
    },
  };
}
