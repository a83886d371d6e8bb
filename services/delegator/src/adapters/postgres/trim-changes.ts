import type { Database } from "@holdfast/postgres";

/**
 * Removes changes older than so many milliseconds; how many there were. What the leader does, apart from the reading of
 * changes, which loads much that the leader's thread has no use for.
 */
export async function trimChanges(
  database: Database,
  schema: string,
  olderThanMs: number,
): Promise<number> {
  const { rowCount } = await database.query({
    text: `delete from ${schema}.change where seq < coalesce(
             (select min(seq) from ${schema}.change where at >= now() - $1 * interval '1 millisecond'),
             (select max(seq) + 1 from ${schema}.change))`,
    values: [olderThanMs],
  });
  return rowCount;
}
