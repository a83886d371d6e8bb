import type { Database } from "@holdfast/postgres";

import type { HistoryMark } from "../../application/history-mark.ts";
import type { BakerStats, TopBakers } from "../../application/top-bakers.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { markStatement, onlyMark } from "./history-mark.ts";
import { SNAPSHOT } from "./snapshot.ts";

type BakerRow = {
  readonly baker: string;
  readonly won: number;
  readonly lost: number;
  readonly amount_won: string;
  readonly amount_lost: string;
};

/** Each move counts for the baker that is chosen and against the one that is left. */
function bakersSql(schema: string): string {
  const choosing = ["delegate", "redelegate"] as const;
  const codes = choosing.map((kind) => KINDS.indexOf(kind)).join(", ");
  return `
    with span as materialized (
      select case when $1::float8 is null then 0 else ${schema}.rows_before(to_timestamp($1)) end as low,
             case when $2::float8 is null then 2147483647 else ${schema}.rows_before(to_timestamp($2)) end as high),
    applied as materialized (
      select prev_baker, new_baker, kind, amount from ${schema}.delegation
      where g > (select low from span) and g <= (select high from span) and status = 0),
    move as (
      select new_baker as aid, 1 as won, 0 as lost, amount as came, 0::bigint as went
      from applied where kind in (${codes})
      union all
      select prev_baker, 0, 1, 0, amount
      from applied where prev_baker is not null and new_baker is distinct from prev_baker),
    baker as (
      select aid, sum(won)::int as won, sum(lost)::int as lost, sum(came) as came, sum(went) as went
      from move group by aid)
    select a.addr as baker, b.won, b.lost, b.came::text as amount_won, b.went::text as amount_lost
    from baker b join ${schema}.address a using (aid)
    order by b.won desc, b.lost, a.addr limit $3`;
}

function statsOf({ baker, won, lost, amount_won, amount_lost }: BakerRow): BakerStats {
  return { baker, won, lost, amountWon: BigInt(amount_won), amountLost: BigInt(amount_lost) };
}

/** The bakers that won most, from the rows of the span. */
export function topBakers(database: Database, schema: string): TopBakers {
  const text = bakersSql(schema);
  return ({ from, to, limit }) =>
    database.transaction(async (tx) => {
      const mark = onlyMark((await tx.query<HistoryMark>(markStatement(schema))).rows);
      const values = [from ?? null, to ?? null, limit];
      const { rows } = await tx.query<BakerRow>({ text, values });
      return { mark, bakers: rows.map(statsOf) };
    }, SNAPSHOT);
}
