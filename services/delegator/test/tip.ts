import { sql } from "./delegator-database.ts";

type Database = { readonly adminUrl: string };

/** Appends copies of the newest row, one in each of the next levels, as the writer does: with ranks, counters, head. */
export async function appendRows(database: Database, count: number): Promise<void> {
  await sql(
    database,
    `with newest as (select * from delegator.delegation order by g desc limit 1),
     added as (
       insert into delegator.delegation
         (id, ts, amount, counter, level, sender, prev_baker, new_baker, initiator, nonce, g, y, status, kind, year, op_hash)
       select id + k * 1048576::bigint, ts + k * interval '1 s', amount, counter + k, greatest(level, s.head_level) + k, sender,
              prev_baker, new_baker, initiator, nonce, g + k, y + k, status, kind, year, op_hash
       from newest, delegator.sync s, generate_series(1, ${count}) k
       returning year
     ),
     counted as (
       update delegator.scope_count c set n = c.n + ${count}, n_max = greatest(c.n_max, c.n + ${count})
       where c.year in (0, (select max(year) from added)) returning c.n
     )
     update delegator.sync set head_level = head_level + ${count}`,
  );
}

/** Takes the newest rows back, as a reorg does. */
export async function retractRows(database: Database, count: number): Promise<void> {
  await sql(
    database,
    `with gone as (
       delete from delegator.delegation
       where g > (select n from delegator.scope_count where year = 0) - ${count} returning year
     ),
     counted as (
       update delegator.scope_count c set n = c.n - ${count}, n_max = greatest(c.n_max, c.n)
       where c.year in (0, (select max(year) from gone)) returning c.n
     )
     update delegator.sync set retractions = retractions + 1`,
  );
}

/** Moves the final level up to the head. */
export async function finalize(database: Database): Promise<void> {
  await sql(database, "update delegator.sync set final_level = head_level");
}

/** Puts everything back to where the mirror stood with its first `rows` rows. */
export async function resetTip(
  database: Database,
  { rows, head, final }: { readonly rows: number; readonly head: number; readonly final: number },
): Promise<void> {
  await sql(
    database,
    `delete from delegator.delegation where g > ${rows};
     update delegator.scope_count c set n = l.n, n_max = l.n from (
       select coalesce(year, 0) as year, count(*) as n from delegator.delegation group by rollup (year)
     ) l where l.year = c.year;
     update delegator.sync set head_level = ${head}, final_level = ${final}, retractions = 0`,
  );
}
