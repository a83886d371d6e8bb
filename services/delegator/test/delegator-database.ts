import { openDatabase } from "@holdfast/postgres";
import { type TestDatabase, testDatabase } from "@holdfast/postgres/testing";

/** A fresh, migrated database of this service; on the server of the run unless another is named. */
export function delegatorDatabase(adminUrl?: string): Promise<TestDatabase> {
  return testDatabase({
    service: "delegator",
    schema: "delegator",
    migrations: new URL("../migrations/", import.meta.url),
    hasEventStore: true,
    ...(adminUrl === undefined ? {} : { adminUrl }),
  });
}

/** Runs one statement as the one who migrates, past the service. */
export async function sql<Row extends Record<string, unknown>>(
  { adminUrl }: { readonly adminUrl: string },
  text: string,
): Promise<readonly Row[]> {
  await using database = openDatabase({ url: adminUrl, applicationName: "test", max: 1 });
  const { rows } = await database.query<Row>({ text });
  return rows;
}
