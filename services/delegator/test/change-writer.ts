import { openDatabase } from "@holdfast/postgres";

import { sql } from "./delegator-database.ts";

type Place = { readonly adminUrl: string };

/** A change as the leader writes it, without its number. */
export type WrittenChange = {
  readonly op: "added" | "retracted" | "final" | "reset";
  readonly level: number;
  readonly payload: unknown;
};

const INSERT = `
  insert into delegator.change (seq, at, op, level, payload)
  select s.last_change + c.number, now(), c.op, c.level, c.payload
  from delegator.sync s, json_to_recordset($1::json) as c(number int, op text, level int, payload text)`;

/** Writes changes in one transaction, under the lock that the leader takes, and says so; the newest number. */
export async function writeChanges(
  { adminUrl }: Place,
  changes: readonly WrittenChange[],
): Promise<number> {
  await using database = openDatabase({ url: adminUrl, applicationName: "test", max: 1 });
  return await database.transaction(async (tx) => {
    await tx.query({ text: "select from delegator.sync for update" });
    const numbered = changes.map(({ payload, ...change }, index) => ({
      ...change,
      number: index + 1,
      payload: JSON.stringify(payload),
    }));
    await tx.query({ text: INSERT, values: [JSON.stringify(numbered)] });
    const { rows } = await tx.query<{ readonly newest: number }>({
      text: `update delegator.sync set last_change = last_change + $1 returning last_change::int as newest`,
      values: [changes.length],
    });
    const newest = rows[0]?.newest ?? 0;
    await tx.query({ text: "select pg_notify('delegator_change', $1)", values: [String(newest)] });
    return newest;
  });
}

/** The number of the newest change. */
export async function newestChange(database: Place): Promise<number> {
  const [row] = await sql<{ newest: number }>(
    database,
    "select last_change::int as newest from delegator.sync",
  );
  return row?.newest ?? 0;
}
