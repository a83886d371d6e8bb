import { openDatabase } from "@holdfast/postgres";
import { testDatabase, type TestDatabase } from "@holdfast/postgres/testing";

/** Service and schema carry the same name. */
const DELEGATOR = "delegator";
const MIGRATIONS = new URL("../../../services/delegator/migrations/", import.meta.url);

/** A fresh, migrated database of the delegator; what was written before has reached the disk. */
export async function delegatorDatabase(adminUrl: string): Promise<TestDatabase> {
  await using held = new AsyncDisposableStack();
  const database = held.use(
    await testDatabase({
      service: DELEGATOR,
      schema: DELEGATOR,
      migrations: MIGRATIONS,
      hasEventStore: true,
      adminUrl,
    }),
  );
  await checkpoint(database.adminUrl);
  held.move();
  return database;
}

/** Writes down what is still only in memory, so that it does not weigh on what is measured next. */
export async function checkpoint(adminUrl: string): Promise<void> {
  await using admin = openDatabase({ url: adminUrl, applicationName: "bench", max: 1 });
  await admin.query({ text: "checkpoint" });
}
