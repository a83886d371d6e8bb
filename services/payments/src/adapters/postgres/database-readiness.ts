import type { Database } from "@holdfast/postgres";

/** Whether the database has all migrations and answers. */
export function databaseReadiness(database: Database, isPrepared: () => boolean) {
  return async () => {
    if (!isPrepared()) return { isReady: false, reasons: ["the database is not prepared yet"] };
    await database.read({ text: "select" });
    return { isReady: true };
  };
}
