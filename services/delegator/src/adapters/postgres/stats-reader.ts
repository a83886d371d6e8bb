import type { Database, Transaction } from "@holdfast/postgres";

import type {
  BucketStats,
  StatsSnapshot,
  StatsSnapshots,
} from "../../application/delegation-stats.ts";
import type { HistoryMark } from "../../application/history-mark.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { markStatement, onlyMark } from "./history-mark.ts";
import { SNAPSHOT } from "./snapshot.ts";

type StatsRow = {
  readonly at: number;
  readonly count: number;
  readonly delegators: number;
  readonly amount: string;
  readonly register: number;
  readonly undelegate: number;
  readonly delegate: number;
  readonly redelegate: number;
  readonly refresh: number;
  readonly not_applied: number;
};

/**
 * Borders become ranks first, by search; only the rows between them are read, and a binary search over the ranks
 * tells each its bucket.
 */
function statsSql(schema: string): string {
  const kinds = KINDS.map(
    (kind, code) => `count(*) filter (where d.kind = ${code})::int as "${kind}"`,
  );
  return `
    with border as materialized (
      select array_agg(${schema}.rows_before(to_timestamp(b.at)) + 1 order by b.position) as ranks
      from unnest($1::float8[]) with ordinality b(at, position)),
    chosen as materialized (select aid from ${schema}.address where addr = $2)
    select width_bucket(d.g, (select ranks from border)) - 1 as at, count(*)::int as count,
           count(distinct d.sender)::int as delegators, sum(d.amount)::text as amount, ${kinds.join(", ")},
           count(*) filter (where d.status <> 0)::int as not_applied
    from ${schema}.delegation d
    where d.g >= (select ranks[1] from border) and d.g < (select ranks[array_upper(ranks, 1)] from border)
      and ($2::text is null or d.new_baker = (select aid from chosen) or d.prev_baker = (select aid from chosen))
    group by 1`;
}

function statsOf(row: StatsRow): BucketStats {
  const { register, undelegate, delegate, redelegate, refresh } = row;
  return {
    count: row.count,
    delegators: row.delegators,
    amount: BigInt(row.amount),
    kinds: { register, undelegate, delegate, redelegate, refresh },
    notApplied: row.not_applied,
  };
}

async function snapshotOf(tx: Transaction, schema: string): Promise<StatsSnapshot> {
  const mark = onlyMark((await tx.query<HistoryMark>(markStatement(schema))).rows);
  const { rows } = await tx.query<{ readonly time: bigint }>({
    text: `select extract(epoch from ts)::bigint as time from ${schema}.delegation order by g desc limit 1`,
  });
  const [row] = rows;
  return {
    mark,
    newest: row === undefined ? undefined : Number(row.time),
    async between(borders, baker) {
      const values = [borders, baker ?? null];
      const found = await tx.query<StatsRow>({ text: statsSql(schema), values });
      return new Map(found.rows.map((each) => [each.at, statsOf(each)]));
    },
  };
}

/** Statistics straight from the rows; each snapshot is a transaction. */
export function statsSnapshots(database: Database, schema: string): StatsSnapshots {
  return (work) => database.transaction(async (tx) => work(await snapshotOf(tx, schema)), SNAPSHOT);
}
