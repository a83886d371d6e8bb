import type { Database } from "@holdfast/postgres";

import type { Mode } from "../../application/history.ts";
import type { ReadStatus } from "../../application/mirror-status.ts";

type StatusRow = {
  readonly mode: Mode;
  readonly chain_id: string | null;
  readonly head_level: number;
  readonly final_level: number;
  readonly retractions: bigint;
  readonly last_change: bigint;
  readonly divergence: string | null;
  readonly newest_at: Date | null;
  readonly synced_at: Date | null;
  readonly lag_seconds: number | null;
  readonly leader: string | null;
  readonly leader_epoch: bigint;
  readonly rows: bigint;
  readonly expected: bigint | null;
  readonly at: Date | null;
  readonly level: number | null;
  readonly audited: number | null;
  readonly findings: readonly string[] | null;
};

function statement(schema: string): string {
  return `
    select s.mode, s.chain_id, s.head_level, s.final_level, s.leader, s.leader_epoch,
           s.retractions, s.last_change, s.divergence, s.synced_at, d.ts as newest_at,
           extract(epoch from clock_timestamp() - s.synced_at)::float8 as lag_seconds,
           coalesce(b.done, c.n, 0)::bigint as rows, b.expected,
           a.at, a.level, a.rows as audited, a.findings
    from ${schema}.sync s
    left join ${schema}.scope_count c on c.year = 0
    cross join (select sum(done)::bigint as done, sum(expected)::bigint as expected from ${schema}.backfill_range) b
    left join lateral (select ts from ${schema}.delegation where s.mode not in ('empty', 'backfill')
                       order by g desc limit 1) d on true
    left join lateral (select * from ${schema}.audit order by at desc limit 1) a on true`;
}

function auditOf({
  at,
  level,
  audited,
  findings,
}: StatusRow): Awaited<ReturnType<ReadStatus>>["lastAudit"] {
  if (at === null || level === null || audited === null || findings === null) return null;
  return { at, level, rows: audited, findings };
}

/** The state of the mirror in one statement. */
export function statusReader(database: Database, schema: string): ReadStatus {
  const text = statement(schema);
  return async () => {
    const { rows } = await database.read<StatusRow>({ name: "status", text });
    const [row] = rows;
    if (row === undefined) throw new RangeError("the table sync has lost its row");
    return {
      mode: row.mode,
      chainId: row.chain_id,
      headLevel: row.head_level,
      finalLevel: row.final_level,
      rows: Number(row.rows),
      expected: row.expected === null ? null : Number(row.expected),
      retractions: row.retractions,
      lastChange: row.last_change,
      divergence: row.divergence,
      newestAt: row.newest_at,
      syncedAt: row.synced_at,
      lagSeconds: row.lag_seconds,
      leader: row.leader,
      leaderEpoch: row.leader_epoch,
      lastAudit: auditOf(row),
    };
  };
}
