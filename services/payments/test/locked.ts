import { type Database, openDatabase } from "@holdfast/postgres";

/** Holds what a statement locks, as long as the test wants; done once it is let go. */
export async function locked(
  { adminUrl: url }: { readonly adminUrl: string },
  statement: string,
): Promise<() => Promise<void>> {
  const database = openDatabase({ url, applicationName: "test-lock", max: 1 });
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done = database.transaction(async (tx) => {
    await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
    await tx.query({ text: statement });
    held.resolve();
    await released.promise;
  });
  await held.promise;
  return async () => {
    released.resolve();
    await done;
    await database[Symbol.asyncDispose]();
  };
}

/** How many sessions wait for a lock that another one holds. */
export async function waitingForLocks({ admin }: { readonly admin: Database }): Promise<number> {
  const { rows } = await admin.query<{ readonly waiting: number }>({
    text: `select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  });
  return rows[0]?.waiting ?? 0;
}
