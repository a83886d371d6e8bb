import type { Database } from "../src/index.ts";

/** The ids of the rows that were written beside the log, in their order. */
export async function postingsIn(database: Database): Promise<readonly unknown[]> {
  const { rows } = await database.query({
    text: "select id from ledger.posting order by id",
  });
  return rows.map((row) => row["id"]);
}
