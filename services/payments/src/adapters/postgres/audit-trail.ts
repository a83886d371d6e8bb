import { fromJsonText } from "@holdfast/cqrs";
import type { Database, Transaction } from "@holdfast/postgres";

import type { AuditFilter, AuditRecord, ListAudit } from "../../application/audit-trail.ts";
import { pageOf } from "../../application/page.ts";
import { asTenant } from "./as-tenant.ts";
import { type AuditRow, recordOfRow } from "./audit-row.ts";
import type { Ledger } from "./open-book.ts";

/** Events that are looked at for one page, whether or not they pass the filter; no fewer than a batch has items. */
const LOOKED_MAX = 1_000;

/** By which clocks of several processes may differ. */
const MARGIN = "interval '1 minute'";

/** Reads the audit off the log. */
export function auditTrail(database: Database, schema: string): ListAudit {
  return (tenant, filter, { after = 0n, limit }) =>
    asTenant(database, tenant, async (tx) => {
      const bounds = await boundsOf(tx, { schema, tenant }, filter);
      const { rows } = await tx.query<AuditRow>({
        name: "audit_trail",
        text: auditSql(schema),
        values: [tenant, greatest(after, bounds.low), LOOKED_MAX, ...valuesOf(filter), limit + 1],
      });
      const records = rows.flatMap(recordsOf);
      const { items, next } = pageOf(records, limit, ({ position }) => position);
      const more = next ?? upTo(rows[0], bounds);
      return more === undefined ? { items } : { items, next: more };
    });
}

function greatest(one: bigint, other: bigint | null): bigint {
  return other !== null && other > one ? other : one;
}

/** A resource is named by what it is; its stream has a name of its own. */
function valuesOf({ from, to, action, resource, result }: AuditFilter): readonly unknown[] {
  return [from, to, action, resource, resource?.replace(":", "-"), result];
}

function recordsOf(row: AuditRow): readonly AuditRecord[] {
  const { position } = row;
  return position === null ? [] : [recordOfRow({ ...row, position, data: fromJsonText(row.data) })];
}

/** The last position that was looked at; undefined where nothing that is asked for is behind it. */
function upTo(row: AuditRow | undefined, { high }: Bounds): bigint | undefined {
  if (row === undefined || row.up_to === null || row.looked < LOOKED_MAX) return undefined;
  return high !== null && row.up_to > high ? undefined : row.up_to;
}

/** Positions around a span of time, with a margin; null where it has no end. */
type Bounds = { readonly low: bigint | null; readonly high: bigint | null };

async function boundsOf(
  tx: Transaction,
  { schema, tenant }: Ledger,
  { from, to }: AuditFilter,
): Promise<Bounds> {
  if (from === undefined && to === undefined) return { low: null, high: null };
  const { rows } = await tx.query<Bounds>({
    name: "audit_bounds",
    text: `select
        case when $2::timestamptz is not null
          then ${schema}.position_before($1, $2::timestamptz - ${MARGIN}) end as low,
        case when $3::timestamptz is not null
          then ${schema}.position_before($1, $3::timestamptz + ${MARGIN}) end as high`,
    values: [tenant, from, to],
  });
  return rows[0] ?? { low: null, high: null };
}

/**
 * A record is told by the first event of a command: the one whose command is not that of the event before it. What is
 * refused of a batch is told by itself. That an id is used up tells of no command, since the attempt is told beside it:
 * a page ends behind one only if it has nothing else, or else the next could not know what came before in its command.
 */
function auditSql(schema: string): string {
  const events = `select e.position, e.event_id, e.stream_id, e.category, e.version, e.type, e.data::text as data, e.meta,
      e.recorded_at, e.leaf from ${schema}.events as e
    where e.tenant_id = $1 and e.position > 0`;
  return `with looked as (
      ${events} and e.position::float8 > $2::float8 order by e.position::float8 limit $3
    ), before as (
      ${events} and e.position::float8 <= $2::float8 order by e.position::float8 desc limit 1
    ), told as (
      select each.*, lag(each.meta ->> 'commandId') over (order by each.position) as command_before
      from (select * from looked union all select * from before) as each
      where each.type <> 'TransferRejected'
    )
    select whole.*, record.* from (
      select coalesce(max(looked.position) filter (where looked.type <> 'TransferRejected'),
        max(looked.position)) as up_to, count(*)::int as looked from looked
    ) as whole left join (
      select * from (
        select t.*, t.meta ->> 'commandId' as command_id,
          case when t.type = 'AttemptRefused' then 'refused' else 'success' end as result,
          coalesce(t.meta ->> 'action', t.type) as action
        from told as t
        where t.position > $2::float8
          and (t.command_before is distinct from t.meta ->> 'commandId' or t.type = 'AttemptRefused')
      ) as t
      where ($4::timestamptz is null or t.recorded_at >= $4) and ($5::timestamptz is null or t.recorded_at < $5)
        and ($6::text is null or t.action = $6)
        and ($7::text is null or t.stream_id = $8 or t.data::json ->> 'resource' = $7
          or 'batch:' || (t.data::json ->> 'batch') = $7)
        and ($9::text is null or t.result = $9)
      order by t.position limit $10
    ) as record on true order by record.position`;
}
